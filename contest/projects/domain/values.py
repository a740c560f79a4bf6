"""What a value of the form may be: from what a browser or a program sends to what is stored, and back.

Stored values are JSON: text, {"zh", "en"} for bilingual fields, codes, lists of codes, whole cents, ISO dates,
booleans.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from contest.kernel.errors import FieldError, Invalid
from contest.organisations.domain import credit_code_problem, normalise_credit_code
from contest.projects.domain.form import FieldKind, FieldSpec

TAG_LIMIT = 20
CENTS_PER_WAN = 1_000_000
MOST_WAN = Decimal(10_000_000)
FIRST_YEAR, LAST_YEAR = 1900, 2100


def empty(spec: FieldSpec) -> Any:
    """Return the stored value of a field nobody has filled in."""
    if spec.bilingual:
        return {"zh": "", "en": ""}
    if spec.kind is FieldKind.FLAG:
        return False
    return [] if spec.kind in {FieldKind.CHOICES, FieldKind.TAGS} else None


def is_given(spec: FieldSpec, value: Any) -> bool:
    """Say whether a stored value counts as filled in; one language of two is enough."""
    if spec.bilingual:
        return any(value.values())
    return value is not None if spec.kind is FieldKind.AMOUNT else bool(value)


def parse(spec: FieldSpec, path: str, raw: Any, choices: Collection[str]) -> Any:
    """Return what to store of `raw` for one address; raise Invalid naming the address.

    `choices` are the codes allowed here. Half-filled forms are fine: empty is always accepted except for what a
    draft needs already (judged by the caller, who sees both languages).
    """
    try:
        return _READERS[spec.kind](spec, raw, choices)
    except _Refused as refused:
        raise Invalid(FieldError(path, refused.code, refused.params)) from None


def shown(spec: FieldSpec, value: Any) -> Any:
    """Return a stored value (of one language) the way its control holds it."""
    if spec.kind is FieldKind.AMOUNT:
        return "" if value is None else f"{(Decimal(value) / CENTS_PER_WAN).normalize():f}"
    if spec.kind is FieldKind.TAGS:
        return "、".join(value or ())
    if spec.kind is FieldKind.FLAG:
        return bool(value)
    if spec.kind is FieldKind.CHOICES:
        return list(value or ())
    return value or ""


class _Refused(ValueError):
    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params


def clean_text(raw: str, *, lines: bool) -> str:
    """Normalise to NFC with LF line ends and without control characters; one line unless `lines`."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.rstrip() if lines else " ".join(kept.split())


def _string(raw: Any) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise _Refused("not_accepted")
    return raw


def _read_text(spec: FieldSpec, raw: Any, _choices: Collection[str]) -> str:
    text = clean_text(_string(raw), lines=spec.kind is FieldKind.TEXT)
    if spec.limit is not None and len(text) > spec.limit:
        raise _Refused("too_long", limit=spec.limit)
    return text


def _read_choice(_spec: FieldSpec, raw: Any, choices: Collection[str]) -> str | None:
    code = _string(raw)
    if code and code not in choices:
        raise _Refused("not_a_choice")
    return code or None


def _read_choices(_spec: FieldSpec, raw: Any, choices: Collection[str]) -> list[str]:
    items = [raw] if isinstance(raw, str) and raw else raw or []
    if not isinstance(items, list) or any(item not in choices for item in items):
        raise _Refused("not_a_choice")
    return [code for code in choices if code in items]


def _read_amount(_spec: FieldSpec, raw: Any, _choices: Collection[str]) -> int | None:
    written = str(raw if raw is not None else "").replace(",", "").replace("，", "").strip()
    if not written:
        return None
    try:
        wan = Decimal(written)
    except InvalidOperation:
        raise _Refused("not_a_number") from None
    if not wan.is_finite() or isinstance(raw, bool):
        raise _Refused("not_a_number")
    if not 0 <= wan <= MOST_WAN:
        raise _Refused("out_of_range", low=0, high=int(MOST_WAN))
    return int(wan * CENTS_PER_WAN)


def _read_date(_spec: FieldSpec, raw: Any, _choices: Collection[str]) -> str | None:
    written = _string(raw).strip()
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise _Refused("not_a_date") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Refused("not_a_date")
    return day.isoformat()


def _read_credit_code(_spec: FieldSpec, raw: Any, _choices: Collection[str]) -> str | None:
    written = normalise_credit_code(_string(raw))
    if written and (problem := credit_code_problem(written)):
        raise _Refused(problem)
    return written or None


def _read_flag(_spec: FieldSpec, raw: Any, _choices: Collection[str]) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw is not None and not isinstance(raw, str):
        raise _Refused("not_accepted")
    if raw in {"", "0", "false", "off", None}:
        return False
    if raw in {"1", "true", "on", "y", "yes"}:
        return True
    raise _Refused("not_accepted")


def _read_tags(spec: FieldSpec, raw: Any, _choices: Collection[str]) -> list[str]:
    pieces = raw if isinstance(raw, list) else re.split(r"[,，、;；\n]", _string(raw))
    if any(not isinstance(piece, str) for piece in pieces):
        raise _Refused("not_accepted")
    tags = list(dict.fromkeys(tag for piece in pieces if (tag := clean_text(piece, lines=False))))
    if spec.limit is not None and len(tags) > spec.limit:
        raise _Refused("too_many_tags", limit=spec.limit)
    if any(len(tag) > TAG_LIMIT for tag in tags):
        raise _Refused("tag_too_long", limit=TAG_LIMIT)
    return tags


_READERS = {
    FieldKind.LINE: _read_text,
    FieldKind.TEXT: _read_text,
    FieldKind.CHOICE: _read_choice,
    FieldKind.CHOICES: _read_choices,
    FieldKind.AMOUNT: _read_amount,
    FieldKind.DATE: _read_date,
    FieldKind.CREDIT_CODE: _read_credit_code,
    FieldKind.FLAG: _read_flag,
    FieldKind.TAGS: _read_tags,
}
