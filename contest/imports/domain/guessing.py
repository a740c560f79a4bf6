"""Which of a file's headers is which of our columns, when nobody has said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from contest.imports.domain.cells import folded
from contest.imports.domain.columns import Column

SIMILAR = 0.75
DECORATION = re.compile(r"[\s_\-*:：()()\[\]【】/.,，、]+")


def plain(header: str) -> str:
    """Return a header the way it is compared: `项目名称(中文)*` and `项目名称_中文` are the same."""
    return DECORATION.sub("", folded(header))


def _names(column: Column) -> tuple[str, ...]:
    return tuple(name for raw in (column.code, column.label.zh, column.label.en) if (name := plain(raw)))


def exact_matches(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Return our code -> their header, where a header is a column's code or its Chinese or English name."""
    found: dict[str, str] = {}
    known = {name: column.code for column in columns if not column.family for name in _names(column)}
    for header in headers:
        code = known.get(plain(header)) or _family_member(header, columns)
        if code is not None:
            found.setdefault(code, header)
    return found


def _family_member(header: str, columns: Sequence[Column]) -> str | None:
    code = folded(header)
    return next((code for column in columns if column.family and column.covers(code)), None)


def guess(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Return our code -> their header: exact names first, then the most similar ones above a threshold.

    Each header and each column is used once.
    """
    found = exact_matches(headers, columns)
    left_headers = [header for header in headers if header and header not in set(found.values())]
    left_columns = [column for column in columns if column.code not in found and not column.family]
    for _score, code, header in sorted(_similar(left_headers, left_columns), key=lambda item: -item[0]):
        if code not in found and header not in found.values():
            found[code] = header
    return found


def _similar(headers: Sequence[str], columns: Sequence[Column]) -> Iterator[tuple[float, str, str]]:
    for header in headers:
        wanted = plain(header)
        for column in columns:
            score = max(SequenceMatcher(None, wanted, name).ratio() for name in _names(column))
            if score >= SIMILAR:
                yield score, column.code, header
