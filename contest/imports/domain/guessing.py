"""Which of a file's headers is which of our columns, when nobody has said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from contest.imports.domain.cells import folded
from contest.imports.domain.columns import Column

SIMILAR = 0.75
NAMES = 6  # code, Chinese and English name, each with and without the language
DECORATION = re.compile(r"[\s_\-*:：()()\[\]【】/.,，、]+")


def plain(header: str) -> str:
    """Return a header the way it is compared: `项目名称(中文)*` and `项目名称_中文` are the same."""
    return DECORATION.sub("", folded(header))


def _names(column: Column) -> tuple[str, ...]:
    """Return what a column is called; the Chinese one of a bilingual field also without saying so."""
    said = [plain(raw) for raw in (column.code, column.label.zh, column.label.en)]
    if column.code.endswith("_zh"):
        said += [name.removesuffix(end) for name, end in zip(said, ("zh", "中文", "chinese"), strict=True)]
    return tuple(dict.fromkeys(name for name in said if name))


def exact_matches(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Return our code -> their header, where a header is a column's code or its Chinese or English name."""
    found: dict[str, str] = {}
    # A column's own names go before those of a bilingual field that only leave the language out.
    known: dict[str, str] = {}
    for place in range(NAMES):
        for column in columns:
            if not column.family and place < len(names := _names(column)):
                known.setdefault(names[place], column.code)
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
