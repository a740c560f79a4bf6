"""The form's steps as WTForms, built from the catalogue; what a step may contain is decided there."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from contest.kernel.columns import LocalizedText
from contest.projects.domain.form import BY_CODE, FieldKind, FieldSpec, RequiredFor, Step, fields_of
from contest.projects.domain.values import shown
from contest.projects.presentation import choice_label
from contest.projects.services import choices_of
from contest.projects.texts import FIELDS, HINTS
from contest.seasons.domain import Rulebook

NAME_LIMIT = BY_CODE["name"].limit or 0
TALL, SHORT = 7, 4


class CheckboxesField(SelectMultipleField):
    """Several of many, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NewProjectForm(FlaskForm):
    """What a project begins with."""

    season_id = SelectField(_l("Season"))
    team_id = SelectField(_l("Team"))
    name_zh = StringField(
        _l("Project name (Chinese)"), [Length(max=NAME_LIMIT, message=_l("At most %(max)d characters."))]
    )
    name_en = StringField(
        _l("Project name (English)"), [Length(max=NAME_LIMIT, message=_l("At most %(max)d characters."))]
    )

    def name(self) -> LocalizedText:
        """Return what was entered."""
        return LocalizedText(self.name_zh.data or "", self.name_en.data or "")


class FileForm(FlaskForm):
    """One file of one kind."""

    file = FileField(_l("File"))


class StepForm(FlaskForm):
    """Base of the generated steps. Checked by the service, which also serves the API and the saving as one types."""


LIMITED = {FieldKind.TEXT, FieldKind.LINE, FieldKind.CREDIT_CODE}
CHOOSING = {FieldKind.CHOICE, FieldKind.CHOICES}
CONTROLS: dict[FieldKind, tuple[type[Field], dict[str, Any]]] = {
    FieldKind.TEXT: (TextAreaField, {}),
    FieldKind.LINE: (StringField, {}),
    FieldKind.CREDIT_CODE: (StringField, {"autocapitalize": "characters", "spellcheck": "false"}),
    FieldKind.CHOICE: (SelectField, {}),
    FieldKind.CHOICES: (CheckboxesField, {}),
    FieldKind.DATE: (StringField, {"type": "date"}),
    FieldKind.AMOUNT: (StringField, {"inputmode": "decimal"}),
    FieldKind.FLAG: (BooleanField, {}),
    FieldKind.TAGS: (StringField, {}),
}


def step_form(step: Step, values: dict[str, Any], book: Rulebook, *, disabled: bool = False) -> StepForm:
    """Return the form of a step filled with stored values; `disabled` for reading only."""
    fields = {path: _field(spec, path, book, disabled) for spec in fields_of(step) for path in spec.paths}
    kind = type("StepForm", (StepForm,), fields)
    data = {
        path: shown(spec, values[spec.code][path.partition(".")[2]] if spec.bilingual else values[spec.code])
        for spec in fields_of(step)
        for path in spec.paths
    }
    form: StepForm = kind(formdata=None, data=data)
    return form


def _field(spec: FieldSpec, path: str, book: Rulebook, disabled: bool) -> Field:
    text = str(FIELDS[spec.code])
    if spec.bilingual:
        chinese = path.endswith(".zh")
        text = _("%(field)s (Chinese)", field=text) if chinese else _("%(field)s (English)", field=text)
    if spec.required_for is not RequiredFor.NEVER:
        text += " *"
    # Said once for both languages.
    hint = HINTS.get(spec.code, "") if path == spec.paths[0] else ""
    kind, attributes = CONTROLS[spec.kind]
    options = {"choices": _options(spec, book)} if spec.kind in CHOOSING else {}
    render = {**attributes, **({"disabled": True} if disabled else {})}
    if spec.kind in LIMITED:
        render["maxlength"] = spec.limit
    if spec.kind is FieldKind.TEXT:
        render["rows"] = TALL if (spec.limit or 0) > 1000 else SHORT
    return kind(label=text, description=hint, render_kw=render, **options)


def _options(spec: FieldSpec, book: Rulebook) -> list[tuple[str, str]]:
    codes = choices_of(book)[spec.source] if spec.source else spec.options
    options = [(code, choice_label(spec, code, book)) for code in codes]
    return options if spec.kind is FieldKind.CHOICES else [("", _("Please choose")), *options]
