"""What a cell says: cleaned text into the value of its column's kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from contest.imports.domain.columns import CellError, CellKind, Column, MoneyUnit
from contest.kernel.localized import LocalizedText

Raw = str | Sequence[str]
LIST_SEPARATORS = re.compile(r"[;；、,，|\n]")
# Control characters but tab and line feed, halves of surrogate pairs, and what takes no room.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200c\u200d\u2060\ufeff]")
YES = frozenset({"1", "true", "yes", "y", "on", "是", "有", "√", "✓", "对"})
NO = frozenset({"0", "false", "no", "n", "off", "否", "无", "×", "✗", "不"})
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\s*\d{1,2}:\d{2}.*)?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIRST_YEAR, LAST_YEAR = 1900, 2100
AMOUNT = re.compile(
    r"(?:CNY|RMB|¥|人民币)?\s*([+-]?[\d,.\s]+?)\s*(亿|万|千)?\s*(?:元|CNY|RMB|人民币)?", re.IGNORECASE
)
FIGURE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
MULTIPLES = {"亿": Decimal(100_000_000), "万": Decimal(10_000), "千": Decimal(1_000)}
UNITS = {MoneyUnit.YUAN: Decimal(1), MoneyUnit.WAN: Decimal(10_000)}
LONGEST_NUMBER = 60
MOST_YUAN = Decimal(10) ** 15


def clean(text: str, *, lines: bool = True) -> str:
    """Return trimmed NFC text without control and invisible characters; on one line unless `lines`."""
    if text.isascii() and text.isprintable():
        return text.strip() if lines else " ".join(text.split())
    kept = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = unicodedata.normalize("NFC", kept)
    return plain.strip() if lines else " ".join(plain.split())


def empty(column: Column) -> Any:
    """Return what an empty cell of the column stands for."""
    if column.kind is CellKind.LIST:
        return ()
    return "" if column.kind is CellKind.TEXT and column.parse is None else None


def read_cell(column: Column, raw: Raw) -> Any:
    """Return the value of a cell: text, Decimal, cents, date, bool, code or a tuple; raise CellError.

    An empty cell is `empty(column)` unless the column is required. Formula-looking text is text.
    """
    if column.kind is CellKind.LIST:
        value = _read_list(column, raw)
        if column.required and not value:
            raise CellError("required")
        return value
    text = clean(raw if isinstance(raw, str) else "；".join(raw), lines=column.lines)
    if not text:
        if column.required:
            raise CellError("required")
        return empty(column)
    if column.parse is not None:
        return column.parse(text)
    return _READERS[column.kind](column, text)


def _read_text(column: Column, text: str) -> str:
    if column.limit is not None and len(text) > column.limit:
        raise CellError("too_long", limit=column.limit)
    return text


def _read_number(column: Column, text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    # Nothing longer is a figure somebody means, and a huge exponent would cost memory later.
    if len(plain) > LONGEST_NUMBER or not FIGURE.fullmatch(plain):
        raise CellError("not_a_number")
    number = Decimal(plain)
    _within(column, number)
    return number


def _within(column: Column, number: Decimal) -> None:
    low, high = column.low, column.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise CellError("import_out_of_range", low=_shown(low), high=_shown(high))


def _shown(bound: Decimal | None) -> str:
    return "–" if bound is None else f"{bound.normalize():f}"


def _read_money(column: Column, text: str) -> int:
    """Return cents: a bare number counts the column's unit, `500万` and `1.2亿元` say theirs."""
    found = AMOUNT.fullmatch(unicodedata.normalize("NFKC", text)) if len(text) <= LONGEST_NUMBER else None
    if found is None:
        raise CellError("not_a_number")
    try:
        number = Decimal(found[1].replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise CellError("not_a_number") from None
    factor = MULTIPLES[found[2]] if found[2] else Decimal(1) if "元" in text else UNITS[column.unit]
    yuan = number * factor
    _within(column, yuan / UNITS[column.unit])
    if not -MOST_YUAN < yuan < MOST_YUAN:
        raise CellError("not_a_number")
    return int(yuan * 100)


def _read_date(_column: Column, text: str) -> date:
    plain = unicodedata.normalize("NFKC", text) if len(text) <= LONGEST_NUMBER else ""
    found = DATE.fullmatch(plain) or COMPACT_DATE.fullmatch(plain)
    if found is None:
        raise CellError("not_a_date")
    year, month, day = (int(part) for part in found.groups())
    try:
        value = date(year, month, day)
    except ValueError:
        raise CellError("not_a_date") from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError("not_a_date")
    return value


def _read_flag(_column: Column, text: str) -> bool:
    word = text.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellError("not_yes_or_no", value=text[:40])


def folded(text: str) -> str:
    """Return a word the way codes, labels and headers are compared: compatibility form, no blanks or case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _read_choice(column: Column, text: str) -> str:
    code = code_of(column.options or {}, column.aliases.get(text, text))
    if code is None:
        raise CellError("not_an_option", value=text[:40])
    return code


def code_of(options: Mapping[str, LocalizedText], text: str) -> str | None:
    """Return the code that `text` is or whose Chinese or English word it is, None if there is none."""
    if text in options:
        return text
    wanted = folded(text)
    for code, words in options.items():
        if wanted in {folded(code), folded(words.zh), folded(words.en)}:
            return code
    return None


def _read_list(column: Column, raw: Raw) -> tuple[str, ...]:
    pieces = LIST_SEPARATORS.split(raw) if isinstance(raw, str) else raw
    items = [item for piece in pieces if (item := clean(piece, lines=False))]
    if column.options is not None:
        items = [_read_choice(column, item) for item in items]
    if column.limit is not None and any(len(item) > column.limit for item in items):
        raise CellError("item_too_long", limit=column.limit)
    unique = tuple(dict.fromkeys(items))
    if column.most is not None and len(unique) > column.most:
        raise CellError("too_many_items", limit=column.most)
    return unique


_READERS = {
    CellKind.TEXT: _read_text,
    CellKind.NUMBER: _read_number,
    CellKind.MONEY: _read_money,
    CellKind.DATE: _read_date,
    CellKind.FLAG: _read_flag,
    CellKind.CHOICE: _read_choice,
}
