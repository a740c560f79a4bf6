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


def step_form(step: Step, values: dict[str, Any], book: Rulebook, *, disabled: bool = False) -> StepForm:
    """Return the form of a step filled with stored values; `disabled` for reading only."""
    fields = {
        path: _field(spec, path, book, disabled) for spec in fields_of(step) for path in spec.paths
    }
    kind = type("StepForm", (StepForm,), fields)
    data = {
        path: shown(spec, values[spec.code][path.partition(".")[2]] if spec.bilingual else values[spec.code])
        for spec in fields_of(step)
        for path in spec.paths
    }
    form: StepForm = kind(formdata=None, data=data)
    return form


def _field(spec: FieldSpec, path: str, book: Rulebook, disabled: bool) -> Field:
    render: dict[str, Any] = {"disabled": True} if disabled else {}
    text = str(FIELDS[spec.code])
    if spec.bilingual:
        text = _("%(field)s (Chinese)", field=text) if path.endswith(".zh") else _("%(field)s (English)", field=text)
    if spec.required_for is not RequiredFor.NEVER:
        text += " *"
    common = {"label": text, "description": HINTS.get(spec.code, ""), "render_kw": render}
    match spec.kind:
        case FieldKind.TEXT:
            render |= {"maxlength": spec.limit, "rows": TALL if (spec.limit or 0) > 1000 else SHORT}
            return TextAreaField(**common)
        case FieldKind.LINE:
            render |= {"maxlength": spec.limit}
            return StringField(**common)
        case FieldKind.CREDIT_CODE:
            render |= {"maxlength": spec.limit, "autocapitalize": "characters", "spellcheck": "false"}
            return StringField(**common)
        case FieldKind.CHOICE:
            return SelectField(choices=[("", _("Please choose")), *_options(spec, book)], **common)
        case FieldKind.CHOICES:
            return CheckboxesField(choices=_options(spec, book), **common)
        case FieldKind.DATE:
            return StringField(**{**common, "render_kw": {**render, "type": "date"}})
        case FieldKind.FLAG:
            return BooleanField(**common)
        case FieldKind.AMOUNT:
            render |= {"inputmode": "decimal"}
            return StringField(**common)
        case _:
            return StringField(**common)


def _options(spec: FieldSpec, book: Rulebook) -> list[tuple[str, str]]:
    codes = choices_of(book)[spec.source] if spec.source else spec.options
    return [(code, choice_label(spec, code, book)) for code in codes]
