"""What an entry is found by: keyed digests, a sample of its text, vectors of its meaning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from contest.duplicates.domain.comparing import LANGUAGES, Compared, exact_keys
from contest.duplicates.domain.evidence import EvidenceKind
from contest.duplicates.domain.integrity import Sample
from contest.duplicates.domain.likeness import sketch
from contest.duplicates.models import Fingerprint
from contest.embeddings import services as embeddings
from contest.kernel.db import db
from contest.kernel.encryption import keyring

if TYPE_CHECKING:
    from contest.embeddings.encoder import TextEncoder

# One kind a language: neighbours are looked for in one language at a time, or all would be of the asker's own.
VECTORS = {language: f"project_{language}" for language in LANGUAGES}
KEY_DIGITS = 24
# Another number has every entry fingerprinted and compared anew: needed when words are counted in another way.
METHOD = 2
FRESH = ("digest", "keys", "sketch", "samples", "checked_at")


def keys_of(entry: Compared) -> dict[str, tuple[EvidenceKind, str]]:
    """Return blind index -> what it stands for. Without the server's keys nobody guesses a phone from it."""
    return {
        keyring.index(f"duplicates:{kind}", value)[:KEY_DIGITS]: (kind, value)
        for kind, value in exact_keys(entry)
    }


def sample_of(entry: Compared) -> list[int]:
    """Return the sample of both languages' texts that candidates are found by."""
    return sorted({number for words in entry.words.values() for number in sketch(words)})


def digest_of(entry: Compared, samples: Sequence[Sample]) -> str:
    """Return what changes whenever anything changes by which the entry is compared or warned of."""
    people = sorted(sorted((*person.marks, str(person.leads))) for person in entry.people)
    keys = sorted(keys_of(entry))
    content = [METHOD, keys, people, list(samples), dict(entry.texts), dict(entry.passages)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def write(
    entries: Sequence[Compared], digests: Mapping[UUID, str], samples: Mapping[UUID, Sequence[Sample]]
) -> None:
    """Write the fingerprints of entries, not yet as compared; nothing stands for anybody in clear."""
    rows: list[dict[str, Any]] = [
        {
            "project_id": entry.project_id,
            "digest": digests[entry.project_id],
            "keys": sorted(keys_of(entry)),
            "sketch": sample_of(entry),
            "samples": [str(sample) for sample in samples.get(entry.project_id, ())],
            "checked_at": None,
        }
        for entry in sorted(entries, key=lambda entry: entry.project_id)
    ]
    if not rows:
        return
    statement = insert(Fingerprint)
    fresh = {name: statement.excluded[name] for name in FRESH}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=[Fingerprint.project_id], set_=fresh), rows
    )


def embed(entries: Sequence[Compared], encoder: TextEncoder) -> None:
    """Bring the vectors of entries up to date; the text of a language that is gone goes with its vector."""
    for language, kind in VECTORS.items():
        texts = {(entry.project_id, ""): entry.passages.get(language, "") for entry in entries}
        embeddings.refresh(kind, texts, encoder)


def forget(project_ids: Collection[UUID]) -> None:
    """Remove everything by which entries were found: they are withdrawn or gone."""
    ids = list(project_ids)
    db.session.execute(delete(Fingerprint).where(Fingerprint.project_id.in_(ids)))
    for kind in VECTORS.values():
        embeddings.forget(kind, ids)
