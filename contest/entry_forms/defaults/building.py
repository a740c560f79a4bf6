"""Short words for writing fields down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contest.entry_forms.domain import Column, Condition, FieldKind, FieldSpec, Option, RequiredFor
from contest.kernel.localized import LocalizedText

SUBMIT = RequiredFor.SUBMIT
Texts = tuple[str, str]  # Chinese, English


def both(texts: Texts) -> LocalizedText:
    """Return a text in both languages."""
    return LocalizedText(*texts)


def ask(code: str, kind: FieldKind, label: Texts, help: Texts = ("", ""), **more: Any) -> FieldSpec:
    """Return a field."""
    texts: dict[str, Any] = {
        name: both(more.pop(name)) for name in ("unit", "purpose", "statement") if name in more
    }
    return FieldSpec(code=code, kind=kind, label=both(label), help=both(help), **texts, **more)


def line(code: str, limit: int, label: Texts, help: Texts = ("", ""), **more: Any) -> FieldSpec:
    """Return one line in both languages."""
    return ask(code, FieldKind.LINE, label, help, limit=limit, **{"bilingual": True, **more})


def text(code: str, limit: int, label: Texts, help: Texts = ("", ""), **more: Any) -> FieldSpec:
    """Return a long answer in both languages."""
    return ask(code, FieldKind.TEXT, label, help, limit=limit, bilingual=True, **more)


def options(*rows: tuple[str, str, str]) -> tuple[Option, ...]:
    """Return options of (code, Chinese, English)."""
    return tuple(Option(code=code, label=LocalizedText(zh, en)) for code, zh, en in rows)


def column(code: str, kind: FieldKind, label: Texts, **more: Any) -> Column:
    """Return a column of a table."""
    unit: dict[str, Any] = {"unit": both(more.pop("unit"))} if "unit" in more else {}
    return Column(code=code, kind=kind, label=both(label), **unit, **more)


def when(field: str, values: Iterable[str] = ()) -> Condition:
    """Return a condition."""
    return Condition(field=field, values=tuple(values))
