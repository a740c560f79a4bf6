"""What a value of the form may be: from what a browser or a program sends to what is stored, and back.

Stored values are JSON: text, {"zh", "en"} for bilingual fields, codes, lists of codes, whole cents, ISO dates,
booleans, whole numbers (with decimals: decimal strings, so that a digest is the same everywhere), and for tables
lists of rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any, TypeAlias

from contest.entry_forms.domain.fields import Column, FieldSpec
from contest.entry_forms.domain.text import clean_text
from contest.entry_forms.domain.vocabulary import TICKED, WRITTEN, FieldKind
from contest.kernel.errors import FieldError, Invalid
from contest.organisations.domain import credit_code_problem, normalise_credit_code

TAG_LIMIT = 20
CENTS_PER_WAN = 1_000_000
MOST_WAN = Decimal(10_000_000)
MOST_NUMBER = Decimal(10**12)
FIRST_YEAR, LAST_YEAR = 1900, 2100
LISTED = frozenset({FieldKind.CHOICES, FieldKind.TAGS, FieldKind.TABLE})
Asked: TypeAlias = FieldSpec | Column


def empty(spec: FieldSpec) -> Any:
    """Return the stored value of a field nobody has filled in."""
    if spec.bilingual:
        return {"zh": "", "en": ""}
    if spec.kind in TICKED:
        return False
    if spec.kind in WRITTEN:
        return ""
    return [] if spec.kind in LISTED else None


def is_given(spec: FieldSpec, value: Any) -> bool:
    """Say whether a stored value counts as filled in; one language of two is enough."""
    if spec.bilingual:
        return any(value.values())
    return value is not None if spec.kind in {FieldKind.AMOUNT, FieldKind.NUMBER} else bool(value)


def parse(spec: FieldSpec, path: str, raw: Any, choices: Collection[str]) -> Any:
    """Return what to store of `raw` for one address; raise Invalid naming the address (in tables: the cell).

    `choices` are the codes allowed here. Half-filled forms are fine: empty is always accepted except for what a
    draft needs already (judged by the caller, who sees both languages).
    """
    if spec.kind is FieldKind.TABLE:
        return _read_table(spec, path, raw)
    try:
        return _READERS[spec.kind](spec, raw, choices)
    except Refused as refused:
        raise Invalid(FieldError(path, refused.code, refused.params)) from None


def shown(spec: FieldSpec, value: Any) -> Any:
    """Return a stored value (of one language) the way its control holds it; a table as JSON of what its cells hold."""
    match spec.kind:
        case FieldKind.FLAG | FieldKind.DECLARATION:
            return bool(value)
        case FieldKind.TAGS:
            return "、".join(value or ())
        case FieldKind.CHOICES:
            return list(value or ())
        case FieldKind.TABLE:
            return (
                json.dumps(shown_rows(spec, value), ensure_ascii=False, separators=(",", ":"))
                if value
                else ""
            )
        case _:
            return _shown_cell(spec, value)


def shown_rows(spec: FieldSpec, rows: Any) -> list[dict[str, str]]:
    """Return the rows of a table the way their controls hold them, every column in order."""
    return [
        {column.code: _shown_cell(column, row.get(column.code)) for column in spec.columns}
        for row in rows or ()
    ]


def _shown_cell(asked: Asked, value: Any) -> str:
    if value is None:
        return ""
    if asked.kind is FieldKind.AMOUNT:
        return _plain(Decimal(value) / CENTS_PER_WAN)
    return str(value)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


class Refused(ValueError):
    """A reader's word; `parse` adds the address."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params


def _string(raw: Any) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise Refused("not_accepted")
    return raw


def _read_text(asked: Asked, raw: Any, _choices: Collection[str]) -> str:
    text = clean_text(_string(raw), lines=asked.kind is FieldKind.TEXT)
    if asked.limit is not None and len(text) > asked.limit:
        raise Refused("too_long", limit=asked.limit)
    return text


def _read_choice(_asked: Asked, raw: Any, choices: Collection[str]) -> str | None:
    code = _string(raw)
    if code and code not in choices:
        raise Refused("not_a_choice")
    return code or None


def _read_choices(_asked: Asked, raw: Any, choices: Collection[str]) -> list[str]:
    items = [raw] if isinstance(raw, str) and raw else raw or []
    if not isinstance(items, list) or any(item not in choices for item in items):
        raise Refused("not_a_choice")
    return [code for code in choices if code in items]


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, (bool, list, dict)):
        raise Refused("not_a_number")
    written = str(raw if raw is not None else "").replace(",", "").replace("，", "").strip()
    if not written:
        return None
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise Refused("not_a_number") from None
    if not number.is_finite():
        raise Refused("not_a_number")
    return number


def _within(asked: Asked, number: Decimal, low: Decimal, high: Decimal) -> None:
    low = low if asked.minimum is None else asked.minimum
    high = high if asked.maximum is None else asked.maximum
    if not low <= number <= high:
        raise Refused("out_of_range", low=_plain(low), high=_plain(high))


def _read_number(asked: Asked, raw: Any, _choices: Collection[str]) -> int | str | None:
    number = _number(raw)
    if number is None:
        return None
    _within(asked, number, -MOST_NUMBER, MOST_NUMBER)
    kept = number.quantize(Decimal(1).scaleb(-asked.decimals), ROUND_DOWN)
    if kept != number:
        raise Refused("too_many_decimals" if asked.decimals else "not_a_whole_number", limit=asked.decimals)
    return _plain(kept) if asked.decimals else int(kept)


def _read_amount(asked: Asked, raw: Any, _choices: Collection[str]) -> int | None:
    """Money is written in 万元 and kept in cents; only a bound of its own lets it be negative (a loss)."""
    wan = _number(raw)
    if wan is None:
        return None
    _within(asked, wan, Decimal(0), MOST_WAN)
    return int(wan * CENTS_PER_WAN)


def _read_date(_asked: Asked, raw: Any, _choices: Collection[str]) -> str | None:
    written = _string(raw).strip()
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Refused("not_a_date") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("not_a_date")
    return day.isoformat()


def _read_credit_code(_asked: Asked, raw: Any, _choices: Collection[str]) -> str | None:
    written = normalise_credit_code(_string(raw))
    if written and (problem := credit_code_problem(written)):
        raise Refused(problem)
    return written or None


def _read_flag(_asked: Asked, raw: Any, _choices: Collection[str]) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw is not None and not isinstance(raw, str):
        raise Refused("not_accepted")
    if raw in {"", "0", "false", "off", None}:
        return False
    if raw in {"1", "true", "on", "y", "yes"}:
        return True
    raise Refused("not_accepted")


def _read_tags(asked: Asked, raw: Any, _choices: Collection[str]) -> list[str]:
    pieces = raw if isinstance(raw, list) else re.split(r"[,，、;；\n]", _string(raw))
    if any(not isinstance(piece, str) for piece in pieces):
        raise Refused("not_accepted")
    tags = list(dict.fromkeys(tag for piece in pieces if (tag := clean_text(piece, lines=False))))
    if asked.limit is not None and len(tags) > asked.limit:
        raise Refused("too_many_tags", limit=asked.limit)
    if any(len(tag) > TAG_LIMIT for tag in tags):
        raise Refused("tag_too_long", limit=TAG_LIMIT)
    return tags


def _read_file(_asked: Asked, _raw: Any, _choices: Collection[str]) -> None:
    """Refuse: a file is uploaded, not written."""
    raise Refused("not_accepted")


def _read_table(spec: FieldSpec, path: str, raw: Any) -> list[dict[str, Any]]:
    """Return the rows that hold anything; `raw` is a list of rows or its JSON. Errors name `path.row.column`."""
    rows = _rows(path, raw)
    known = {column.code for column in spec.columns}
    errors: list[FieldError] = []
    found: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        if unknown := sorted(set(map(str, row)) - known):
            errors.append(FieldError(f"{path}.{place}.{unknown[0]}", "unknown_field"))
            continue
        read: dict[str, Any] = {}
        for column in spec.columns:
            try:
                read[column.code] = _READERS[column.kind](column, row.get(column.code), column.option_codes)
            except Refused as refused:
                errors.append(FieldError(f"{path}.{place}.{column.code}", refused.code, refused.params))
        if any(value not in (None, "") for value in read.values()):
            found.append(read)
    if len(found) > spec.max_rows:
        errors.append(FieldError(path, "too_many_rows", {"limit": spec.max_rows}))
    if errors:
        raise Invalid(*errors)
    return found


def _rows(path: str, raw: Any) -> list[Mapping[str, Any]]:
    if isinstance(raw, str) and raw.strip():
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise Invalid(FieldError(path, "not_accepted")) from None
    rows = raw or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Invalid(FieldError(path, "not_accepted"))
    return rows


_READERS: dict[FieldKind, Callable[[Asked, Any, Collection[str]], Any]] = {
    FieldKind.LINE: _read_text,
    FieldKind.TEXT: _read_text,
    FieldKind.NUMBER: _read_number,
    FieldKind.AMOUNT: _read_amount,
    FieldKind.CHOICE: _read_choice,
    FieldKind.CHOICES: _read_choices,
    FieldKind.DATE: _read_date,
    FieldKind.CREDIT_CODE: _read_credit_code,
    FieldKind.FLAG: _read_flag,
    FieldKind.DECLARATION: _read_flag,
    FieldKind.TAGS: _read_tags,
    FieldKind.FILE: _read_file,
}
