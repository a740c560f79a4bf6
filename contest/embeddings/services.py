"""Writes of text vectors and words: only what changed is embedded or cut again."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import text

from contest.embeddings.domain import MAX_INDEXED, WordText, clean, content_hash, tsvector
from contest.embeddings.queries import stored_hashes, word_hashes
from contest.embeddings.segmenter import SEGMENTATION, Segmenter
from contest.kernel.db import db

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from contest.embeddings.encoder import Progress, TextEncoder

TextKey = tuple[UUID, str]  # subject, part
DECIMALS = 6  # finer than a half can hold

STAGE = """
CREATE TEMPORARY TABLE fresh_text_vectors (subject_id uuid, part text, content_hash text, embedding halfvec)
ON COMMIT DROP
"""
COPY = "COPY fresh_text_vectors (subject_id, part, content_hash, embedding) FROM STDIN"
MERGE = """
INSERT INTO text_vectors (kind, subject_id, part, model, content_hash, embedding, updated_at)
SELECT :kind, subject_id, part, :model, content_hash, embedding, now() FROM fresh_text_vectors
ORDER BY subject_id, part
ON CONFLICT (kind, subject_id, part, model) DO UPDATE
SET content_hash = excluded.content_hash, embedding = excluded.embedding, updated_at = excluded.updated_at
"""
# A vector goes as soon as the model in use has its own of the same text; until then it serves.
SUPERSEDE = """
DELETE FROM text_vectors AS old USING text_vectors AS new
WHERE old.kind = :kind AND old.model <> :model AND new.model = :model
AND (new.kind, new.subject_id, new.part) = (old.kind, old.subject_id, old.part)
"""
RETIRE = "DELETE FROM text_vectors WHERE kind = :kind AND model <> :model"
SERVE = """
INSERT INTO serving_models (kind, model, source) VALUES (:kind, :model, :source)
ON CONFLICT (kind) DO UPDATE SET model = excluded.model, source = excluded.source, since = now()
WHERE serving_models.model <> excluded.model
"""
REMOVE = """
DELETE FROM text_vectors WHERE kind = :kind
AND (subject_id, part) IN (SELECT * FROM unnest(CAST(:subjects AS uuid[]), CAST(:parts AS text[])))
"""
FORGET = "DELETE FROM text_vectors WHERE kind = :kind AND subject_id = ANY(CAST(:subjects AS uuid[]))"
FORGET_WORDS = "DELETE FROM search_texts WHERE kind = :kind AND subject_id = ANY(CAST(:subjects AS uuid[]))"
WRITE_WORDS = """
INSERT INTO search_texts (kind, subject_id, content_hash, words)
VALUES (:kind, :subject, :digest, CAST(:words AS tsvector))
ON CONFLICT (kind, subject_id) DO UPDATE
SET content_hash = excluded.content_hash, words = excluded.words, updated_at = now()
"""


@dataclass(frozen=True, slots=True)
class RefreshOutcome:
    """What a refresh did: texts embedded, as they were, left for the next one; vectors removed; seconds."""

    embedded: int
    unchanged: int
    removed: int
    seconds: float
    remaining: int = 0


def refresh(
    kind: str,
    texts: Mapping[TextKey, str],
    encoder: TextEncoder,
    *,
    progress: Progress | None = None,
    limit: int | None = None,
    keep_earlier: bool = False,
) -> RefreshOutcome:
    """Bring the vectors of `texts` up to date; those of subjects not named stay as they are.

    A text is embedded when it or the model changed; equal texts are embedded once. Vectors of texts that became
    empty, and of parts that a subject has no longer, are removed in the same transaction, and so are those of earlier
    models for the same texts, unless these serve until the caller has every text and switches (`keep_earlier`,
    `switch`). With `limit`, at most so many texts are embedded now: a caller that commits in between loses little when
    it is stopped.
    """
    started = time.monotonic()
    cleaned = {key: clean(raw) for key, raw in texts.items()}
    hashes = {key: content_hash(words) for key, words in cleaned.items() if words}
    known = stored_hashes(kind, {subject_id for subject_id, _ in texts}, model=encoder.model_name)
    outdated = [key for key, digest in hashes.items() if known.get(key) != digest]
    changed = outdated[:limit]
    if changed:
        distinct = {hashes[key]: cleaned[key] for key in changed}
        vectors = encoder.encode_documents(list(distinct.values()), progress=progress)
        by_hash = dict(zip(distinct, vectors, strict=True))
        _write(kind, encoder.model_name, ((key, hashes[key], by_hash[hashes[key]]) for key in changed))
    removed = _remove(kind, [key for key in known.keys() | cleaned.keys() if key not in hashes])
    if not keep_earlier:
        db.session.execute(text(SUPERSEDE), {"kind": kind, "model": encoder.model_name})
    seconds = round(time.monotonic() - started, 3)
    unchanged, remaining = len(hashes) - len(outdated), len(outdated) - len(changed)
    return RefreshOutcome(len(changed), unchanged, removed, seconds, remaining)


def switch(kinds: Sequence[str], model: str, *, source: str = "") -> None:
    """Let `model`, which has every text of all the kinds, answer from now on; the vectors of earlier ones go.

    In one transaction: who asks sees the old vectors of every kind, or the new ones. `source` is the setting it was
    loaded by.
    """
    for kind in kinds:
        db.session.execute(text(SERVE), {"kind": kind, "model": model, "source": source})
        db.session.execute(text(RETIRE), {"kind": kind, "model": model})


def forget(kind: str, subject_ids: Collection[UUID]) -> int:
    """Remove every vector of the subjects, of every model, and their words; return how many vectors there were."""
    _deleted(FORGET_WORDS, {"kind": kind, "subjects": list(subject_ids)})
    return _deleted(FORGET, {"kind": kind, "subjects": list(subject_ids)})


def index_words(kind: str, texts: Mapping[UUID, WordText], segmenter: Segmenter) -> int:
    """Cut the texts that changed into words, for the search; return how many did."""
    cleaned = {
        subject_id: WordText(clean(said.name), clean(said.topics), clean(said.text, limit=MAX_INDEXED))
        for subject_id, said in texts.items()
    }
    digests = {
        subject_id: content_hash(f"{SEGMENTATION}\n{said.name}\n{said.topics}\n{said.text}")
        for subject_id, said in cleaned.items()
    }
    known = word_hashes(kind, list(texts))
    changed = [subject_id for subject_id, digest in digests.items() if known.get(subject_id) != digest]
    rows = [
        {
            "kind": kind,
            "subject": subject_id,
            "digest": digests[subject_id],
            "words": _words(cleaned[subject_id], segmenter),
        }
        for subject_id in changed
    ]
    if rows:
        db.session.execute(text(WRITE_WORDS), rows)
    return len(rows)


def _words(said: WordText, segmenter: Segmenter) -> str:
    weighted = (
        ("A", segmenter.name_words(said.name)),
        ("B", segmenter.words(said.topics)),
        ("D", segmenter.words(said.text)),
    )
    return tsvector(weighted)


def _write(kind: str, model: str, rows: Iterable[tuple[TextKey, str, NDArray[np.float32]]]) -> None:
    """Write by COPY: twenty times faster than inserting rows of this width one by one."""
    db.session.execute(text(STAGE))
    driver = db.session.connection().connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(COPY) as copy:
        for (subject_id, part), digest, vector in rows:
            copy.write_row(
                (subject_id, part, digest, json.dumps(vector.astype(float).round(DECIMALS).tolist()))
            )
    db.session.execute(text(MERGE), {"kind": kind, "model": model})
    db.session.execute(text("DROP TABLE fresh_text_vectors"))


def _remove(kind: str, keys: Sequence[TextKey]) -> int:
    if not keys:
        return 0
    subjects, parts = ([key[place] for key in keys] for place in (0, 1))
    return _deleted(REMOVE, {"kind": kind, "subjects": subjects, "parts": parts})


def _deleted(statement: str, parameters: Mapping[str, object]) -> int:
    return int(db.session.execute(text(statement), dict(parameters)).rowcount)  # type: ignore[attr-defined]
