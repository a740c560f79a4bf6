"""One section of a form as WTForms: what a team fills in, and what the office sees of it while editing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from contest.entry_forms.domain import (
    Column,
    FieldKind,
    FieldSpec,
    RequiredFor,
    Section,
    allowed,
    choices_of,
)
from contest.entry_forms.domain.values import shown, shown_rows
from contest.entry_forms.domain.vocabulary import CHOOSING
from contest.entry_forms.presentation import choice_label
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n, sentences

TALL, SHORT = 7, 4  # rows of a long answer
SPARE, NARROW = 2, 6  # empty rows offered under a table; one with more columns offers a single one


class CheckboxesField(SelectMultipleField):
    """Several of many, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TableField(Field):
    """Rows of a table; `data` is the JSON the page's script sends, `rows` what its controls hold."""

    def __init__(self, spec: FieldSpec, **options: Any) -> None:
        super().__init__(**options)
        self.spec = spec
        self.rows: list[dict[str, str]] = []
        # "place.column" -> message, beside the cell it is about
        self.cells: dict[str, str] = {}
        self.disabled = False

    def fill(self, rows: list[dict[str, str]]) -> None:
        """Show these rows, and spare ones beneath as far as the table may grow."""
        blank = dict.fromkeys((column.code for column in self.spec.columns), "")
        spare = SPARE if len(self.spec.columns) <= NARROW else 1
        room = 0 if self.disabled else max(0, min(spare, self.spec.max_rows - len(rows)))
        self.rows = [*rows, *(dict(blank) for _place in range(room))]

    def cell_label(self, column: Column) -> str:
        """Return a column's heading with its unit."""
        return with_unit(column)

    def choices(self, column: Column) -> list[tuple[str, str]]:
        """Return a choice's options, the empty one first."""
        return [("", "–"), *((option.code, l10n(option.label)) for option in column.options)]


class SectionForm(FlaskForm):
    """Base of the generated sections. Checked by the service, which also serves the API and saving as one types."""


LIMITED = {FieldKind.TEXT, FieldKind.LINE}
CONTROLS: dict[FieldKind, tuple[type[Field], dict[str, Any]]] = {
    FieldKind.TEXT: (TextAreaField, {}),
    FieldKind.LINE: (StringField, {}),
    FieldKind.CREDIT_CODE: (StringField, {"autocapitalize": "characters", "spellcheck": "false"}),
    FieldKind.CHOICE: (SelectField, {}),
    FieldKind.CHOICES: (CheckboxesField, {}),
    FieldKind.DATE: (StringField, {"type": "date"}),
    FieldKind.AMOUNT: (StringField, {"inputmode": "decimal"}),
    FieldKind.NUMBER: (StringField, {"inputmode": "decimal"}),
    FieldKind.FLAG: (BooleanField, {}),
    FieldKind.DECLARATION: (BooleanField, {}),
    FieldKind.TAGS: (StringField, {}),
}


def section_form(
    section: Section, values: Mapping[str, Any], book: Rulebook, *, disabled: bool = False
) -> SectionForm:
    """Return the form of a section filled with stored values; `disabled` for reading only."""
    specs = [spec for spec in section.fields if not spec.is_file]
    fields = {path: _field(spec, path, book, disabled) for spec in specs for path in spec.paths}
    data = {
        path: shown(spec, values[spec.code][path.partition(".")[2]] if spec.bilingual else values[spec.code])
        for spec in specs
        for path in spec.paths
    }
    form: SectionForm = type("SectionForm", (SectionForm,), fields)(formdata=None, data=data)
    for spec in specs:
        if spec.kind is FieldKind.TABLE:
            table = form[spec.code]
            table.disabled = disabled
            table.fill(shown_rows(spec, values[spec.code]))
    return form


def _field(spec: FieldSpec, path: str, book: Rulebook, disabled: bool) -> Field:
    label = _label(spec, path)
    # Said once for both languages.
    hint = _hint(spec, book) if path == spec.paths[0] else ""
    if spec.kind is FieldKind.TABLE:
        return TableField(spec, label=label, description=hint)
    kind, attributes = CONTROLS[spec.kind]
    options = {"choices": _options(spec, book)} if spec.kind in CHOOSING else {}
    render = {**attributes, **({"disabled": True} if disabled else {})}
    if spec.kind in LIMITED:
        # Not `maxlength`: browsers count UTF-16 units and stop a person in the middle of a word.
        render |= {"data-limit": spec.limit, "data-lines": str(spec.kind is FieldKind.TEXT).lower()}
    if spec.kind is FieldKind.TEXT:
        render["rows"] = TALL if (spec.limit or 0) > 1000 else SHORT
    return kind(label=label, description=hint, render_kw=render, **options)


def _label(spec: FieldSpec, path: str) -> str:
    text = l10n(spec.statement) if spec.kind is FieldKind.DECLARATION else with_unit(spec)
    if spec.bilingual:
        chinese = path.endswith(".zh")
        text = _("%(field)s (Chinese)", field=text) if chinese else _("%(field)s (English)", field=text)
    return f"{text} *" if spec.required_for in {RequiredFor.DRAFT, RequiredFor.SUBMIT} else text


def with_unit(asked: FieldSpec | Column) -> str:
    """Return a label with the unit its number is written in."""
    unit = _("10,000 yuan") if asked.kind is FieldKind.AMOUNT else l10n(asked.unit)
    return _("%(label)s (%(unit)s)", label=l10n(asked.label), unit=unit) if unit else l10n(asked.label)


def _hint(spec: FieldSpec, book: Rulebook) -> str:
    parts = [l10n(spec.help)]
    if spec.purpose:
        parts.append(_("Why we ask: %(purpose)s", purpose=l10n(spec.purpose)))
    if not isinstance(spec.required_for, RequiredFor):
        names = {stage.code: l10n(stage.name) for stage in book.stages}
        stage = names.get(spec.required_for, str(spec.required_for))
        parts.append(_("Needed only from this stage on: %(stage)s.", stage=stage))
    return sentences(*parts)


def _options(spec: FieldSpec, book: Rulebook) -> list[tuple[str, str]]:
    options = [(code, choice_label(spec, code, book)) for code in allowed(spec, choices_of(book))]
    return options if spec.kind is FieldKind.CHOICES else [("", _("Please choose")), *options]
