"""Vectors of a folder's texts, kept by content under the data folder: the second run embeds nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contest.embeddings.domain import clean, content_hash
from contest.embeddings.encoder import TextEncoder
from matching.ranking.domain.past import CompanyFacts
from matching.retrieval.domain import company_passage

Vector = NDArray[np.float32]
Progress = Callable[[int, int], None]
AT_ONCE = 2_000  # embedded between two writes, so that little is lost when somebody stops it


def passage(company: CompanyFacts) -> str:
    """Return the text a company is embedded by: as recommending does."""
    tags = [part for part in (company.industries, company.sub_industries) if part]
    return clean(company_passage(company.name, company.text, tags))


def vectors(
    companies: Sequence[CompanyFacts],
    encoder: Callable[[], TextEncoder],
    model: str,
    folder: Path,
    progress: Progress,
) -> Mapping[Hashable, Vector]:
    """Return company key -> vector. `encoder` is asked for only when a text is not in the cache of `model`."""
    texts = {one.key: passage(one) for one in companies}
    hashes = {key: content_hash(text) for key, text in texts.items() if text}
    path = folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', model)}.npz"
    known = _read(path)
    fresh = {hashes[key]: text for key, text in texts.items() if text and hashes[key] not in known}
    # Sorted by content: what a text is batched with must not depend on the order of rows.
    waiting = [fresh[digest] for digest in sorted(fresh)]
    for start in range(0, len(waiting), AT_ONCE):
        part = waiting[start : start + AT_ONCE]

        def said(done: int, _total: int, start: int = start) -> None:
            progress(start + done, len(waiting))

        found = encoder().encode_documents(part, progress=said)
        known.update({content_hash(text): vector for text, vector in zip(part, found, strict=True)})
        _write(path, known)
    return {key: known[digest] for key, digest in hashes.items()}


def _read(path: Path) -> dict[str, Vector]:
    if not path.exists():
        return {}
    try:
        with np.load(path, allow_pickle=False) as stored:
            return dict(zip(stored["hashes"].tolist(), stored["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError):
        return {}  # a cache that cannot be read is made again


def _write(path: Path, known: Mapping[str, Vector]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.npz")
    np.savez(partial, hashes=np.array(list(known)), vectors=np.stack(list(known.values())))
    partial.replace(path)
