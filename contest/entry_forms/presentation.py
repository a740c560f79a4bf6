"""Values of a form as pages show them: labels of codes in the reader's language, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from contest.entry_forms.domain import Column, FieldKind, FieldSpec, Form, visible
from contest.entry_forms.domain.values import empty, is_given
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n, label, money


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table's cells as text, row by row; `columns` are (heading, is it a number)."""

    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One filled field: a bilingual line, bilingual prose, tags, a table, a ticked box, or else `text`."""

    code: str
    label: str
    text: str = ""
    line: LocalizedText | None = None
    prose: LocalizedText | None = None
    tags: tuple[str, ...] = ()
    table: ShownTable | None = None
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One step of the form with what was filled in."""

    code: str
    title: str
    fields: tuple[Shown, ...]


def sections(form: Form, values: Mapping[str, Any], book: Rulebook) -> list[ShownSection]:
    """Return what was filled in of a form (a draft's values or a submission's fields), step by step."""
    asked = visible(form, values)
    found = []
    for section in form.sections:
        given = [spec for spec in section.fields if spec.code in asked and _given(spec, values)]
        if given:
            fields = tuple(show(spec, values[spec.code], book) for spec in given)
            found.append(ShownSection(section.code, l10n(section.label), fields))
    return found


def _given(spec: FieldSpec, values: Mapping[str, Any]) -> bool:
    value = values.get(spec.code)
    return not spec.is_file and is_given(spec, empty(spec) if value is None else value)


def show(spec: FieldSpec, value: Any, book: Rulebook) -> Shown:
    """Return a given value the way a page shows it."""
    code, name = spec.code, l10n(spec.label)
    match spec.kind:
        case FieldKind.LINE if spec.bilingual:
            return Shown(code, name, line=LocalizedText.of(value))
        case FieldKind.TEXT:
            return Shown(
                code, name, prose=LocalizedText.of(value) if spec.bilingual else LocalizedText(value)
            )
        case FieldKind.CHOICES:
            return Shown(code, name, tags=tuple(choice_label(spec, item, book) for item in value))
        case FieldKind.TAGS:
            return Shown(code, name, tags=tuple(value))
        case FieldKind.FLAG:
            return Shown(code, name, ticked=True)
        case FieldKind.DECLARATION:
            return Shown(code, l10n(spec.statement), ticked=True)
        case FieldKind.CHOICE:
            return Shown(code, name, choice_label(spec, value, book))
        case FieldKind.TABLE:
            return Shown(code, name, table=_table(spec, value))
        case _:
            return Shown(code, name, cell_text(spec, value))


def _table(spec: FieldSpec, rows: list[Mapping[str, Any]]) -> ShownTable:
    numbers = {FieldKind.NUMBER, FieldKind.AMOUNT}
    return ShownTable(
        columns=tuple((l10n(column.label), column.kind in numbers) for column in spec.columns),
        rows=tuple(tuple(cell_text(column, row.get(column.code)) for column in spec.columns) for row in rows),
    )


def cell_text(asked: FieldSpec | Column, value: Any) -> str:
    """Return one plain value as text: an option's label, money, a number with its unit."""
    if value in (None, ""):
        return ""
    match asked.kind:
        case FieldKind.AMOUNT:
            return money(value)
        case FieldKind.CHOICE:
            return l10n(asked.option_label(value)) or str(value)
        case FieldKind.NUMBER:
            unit = l10n(asked.unit)
            return f"{value}{'' if unit == '%' else ' '}{unit}".strip()
        case _:
            return str(value)


def choice_label(spec: FieldSpec, code: str, book: Rulebook) -> str:
    """Return how an option of a field reads; the bare code for one that is no longer offered."""
    if spec.source is None:
        return l10n(spec.option_label(code)) or code
    if spec.source == "districts":
        return label(District(code)) if code in set(District) else code
    return part_name(book, spec.source, code)


def part_name(book: Rulebook, source: str, code: str | None) -> str:
    """Return the name of a track, group, zone or channel in the reader's language."""
    parts = getattr(book, source, ())
    return next((l10n(part.name) for part in parts if part.code == code), code or "")


def conditions_of(form: Form, book: Rulebook) -> dict[str, str]:
    """Return code -> when a field is asked, in words, of the fields that have a condition."""
    found = {}
    for spec in form.specs:
        if spec.condition is None:
            continue
        other = form.by_code[spec.condition.field]
        if spec.condition.values:
            answers = _(", ").join(choice_label(other, code, book) for code in spec.condition.values)
            found[spec.code] = _(
                "Only if “%(field)s” is: %(answers)s", field=l10n(other.label), answers=answers
            )
        else:
            found[spec.code] = _("Only if this is given: %(field)s", field=l10n(other.label))
    return found
