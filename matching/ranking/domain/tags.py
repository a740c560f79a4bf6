"""Industries and regions as sources write them: one word, lists with commas or slashes, Chinese beside English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sparse

Tags = Any  # scipy.sparse.csr_matrix, float32 [companies, tags], 1 where a company has the tag

LIST = re.compile(r"[,/;|、，；／｜\n]+")
PARTS = re.compile(r"[-–—·>\s]+")
WORDS = re.compile(r"[\s&+\-·]+")


def tags_of(text: str, *, parts: bool = False, words: bool = False) -> frozenset[str]:
    """Return the entries of a cell; with `parts` also what a hyphen joins (省-市), with `words` their words instead."""
    entries = {entry.strip().casefold() for entry in LIST.split(text)} - {""}
    if words:
        return frozenset(word for entry in entries for word in WORDS.split(entry) if len(word) > 1)
    if parts:
        entries |= {part for entry in entries for part in PARTS.split(entry) if len(part) > 1}
    return frozenset(entries)


def tag_matrix(cells: Iterable[str], *, parts: bool = False, words: bool = False) -> Tags:
    """Return which company has which tag."""
    return incidence([tags_of(cell, parts=parts, words=words) for cell in cells])


def incidence(rows: Sequence[frozenset[str]]) -> Tags:
    """Return a sparse matrix of zeros and ones; columns in the order of their names, one at least."""
    names = {name: column for column, name in enumerate(sorted({name for row in rows for name in row}))}
    columns = [names[name] for row in rows for name in sorted(row)]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((ones, columns, starts), shape=(len(rows), max(1, len(names))))
