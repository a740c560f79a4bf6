"""What the office fills in about a field or a section; which questions there are depends on the field's kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from contest.entry_forms.domain import (
    CORE,
    KEPT,
    FieldKind,
    FieldSpec,
    Form,
    RequiredFor,
    allowed,
    choices_of,
)
from contest.entry_forms.domain.vocabulary import CHOOSING, SOURCES, WRITTEN
from contest.entry_forms.forms.section import CheckboxesField, TableField
from contest.entry_forms.forms.tables import COLUMNS, OPTIONS
from contest.entry_forms.presentation import choice_label
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n, label

NUMERIC = frozenset({FieldKind.NUMBER, FieldKind.AMOUNT})
PAIRS = ("label", "statement", "help", "unit", "purpose")
SOURCE_LABELS = {
    "tracks": _l("Tracks"),
    "groups": _l("Groups"),
    "zones": _l("Zones"),
    "channels": _l("Channels"),
    "districts": _l("Districts"),
}


class SectionEditor(FlaskForm):
    """Name and introduction of a section."""

    revision = HiddenField()
    code = StringField(
        _l("Code"),
        description=_l("Small letters, digits and underscores. It stays for good and is not shown to teams."),
    )
    label_zh = StringField(_l("Label (Chinese)"))
    label_en = StringField(_l("Label (English)"))
    help_zh = TextAreaField(_l("Introduction (Chinese)"), render_kw={"rows": 2})
    help_en = TextAreaField(_l("Introduction (English)"), render_kw={"rows": 2})

    def values(self) -> dict[str, Any]:
        """Return the section as raw values."""
        return {
            "code": (self.code.data or "").strip(),
            "label": {"zh": self.label_zh.data or "", "en": self.label_en.data or ""},
            "help": {"zh": self.help_zh.data or "", "en": self.help_en.data or ""},
        }


class FieldEditor(FlaskForm):
    """Base of the generated editors of a field."""

    kind: FieldKind
    spec: FieldSpec | None

    def pairs(self) -> list[tuple[Field, Field]]:
        """Return the texts in two languages."""
        return [(self[f"{name}_zh"], self[f"{name}_en"]) for name in PAIRS if f"{name}_zh" in self]

    def singles(self) -> list[Field]:
        """Return the controls that stand alone, in order."""
        paired = {"revision", "csrf_token", "condition_field", "condition_values"}
        paired |= {f"{name}_{language}" for name in PAIRS for language in ("zh", "en")}
        return [field for field in self if field.name not in paired and not isinstance(field, TableField)]

    def tables(self) -> list[TableField]:
        """Return options or columns."""
        return [field for field in self if isinstance(field, TableField)]


def field_editor(
    form: Form, kind: FieldKind, spec: FieldSpec | None, book: Rulebook, *, chosen: str
) -> FieldEditor:
    """Return the editor of a field of the form (None: a new one of that kind), before anything is filled in.

    `chosen`: the field that its condition looks at, whose answers are offered.
    """
    core = CORE.get(spec.code) if spec else None
    fields: dict[str, Any] = {"revision": HiddenField()}
    if spec is None:
        fields["code"] = StringField(
            _l("Code"),
            description=_l(
                "Small letters, digits and underscores. It stays for good and is not shown to teams."
            ),
        )
    fields |= _texts(kind)
    fields |= _bounds(kind, spec)
    if kind in CHOOSING and not (core and core.source):
        fields |= _choosing(core is not None)
    if kind is FieldKind.TABLE:
        fields |= {
            "min_rows": IntegerField(_l("Fewest rows"), [Optional()]),
            "max_rows": IntegerField(_l("Most rows"), [Optional()]),
            "columns": TableField(COLUMNS, label=_l("Columns"), description=l10n(COLUMNS.help)),
        }
    if spec is None or spec.code not in KEPT:
        fields["required_for"] = SelectField(_l("From when it is needed"), choices=_required(book))
        fields |= _conditions(form, spec, book, chosen)
    fields["names"] = BooleanField(_l("Tells who the team is: hidden in blind rounds"))
    made: FieldEditor = type("FieldEditor", (FieldEditor,), fields)(formdata=None)
    made.kind, made.spec = kind, spec
    return made


def _texts(kind: FieldKind) -> dict[str, Any]:
    rows = {"rows": 2}
    found: dict[str, Any] = {
        "label_zh": StringField(_l("Label (Chinese)")),
        "label_en": StringField(_l("Label (English)")),
    }
    if kind is FieldKind.DECLARATION:
        found |= {
            "statement_zh": TextAreaField(_l("What is declared (Chinese)"), render_kw=rows),
            "statement_en": TextAreaField(_l("What is declared (English)"), render_kw=rows),
        }
    found |= {
        "help_zh": TextAreaField(_l("Help (Chinese)"), render_kw=rows),
        "help_en": TextAreaField(_l("Help (English)"), render_kw=rows),
    }
    if kind is FieldKind.NUMBER:
        found |= {"unit_zh": StringField(_l("Unit (Chinese)")), "unit_en": StringField(_l("Unit (English)"))}
    found |= {
        "purpose_zh": TextAreaField(
            _l("Why this personal detail is asked (Chinese)"),
            description=_l("Only for personal details: the law asks for a clear purpose."),
            render_kw=rows,
        ),
        "purpose_en": TextAreaField(_l("Why this personal detail is asked (English)"), render_kw=rows),
    }
    return found


def _bounds(kind: FieldKind, spec: FieldSpec | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind in WRITTEN and spec is None:
        found["bilingual"] = BooleanField(_l("In Chinese and English"))
    if kind in WRITTEN:
        found["limit"] = IntegerField(_l("Most characters (per language)"), [Optional()])
    if kind is FieldKind.TAGS:
        found["limit"] = IntegerField(_l("Most keywords"), [Optional()])
    if kind in NUMERIC:
        found |= {"minimum": StringField(_l("Smallest value")), "maximum": StringField(_l("Largest value"))}
    if kind is FieldKind.NUMBER and spec is None:
        found["decimals"] = IntegerField(_l("Decimal places"), [Optional()])
    return found


def _choosing(core: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not core:
        sources = [
            ("", _("Options of its own, listed below")),
            *((s, str(SOURCE_LABELS[s])) for s in SOURCES),
        ]
        found["source"] = SelectField(_l("What is offered"), choices=sources)
    found["options"] = TableField(OPTIONS, label=_l("Options"), description=l10n(OPTIONS.help))
    return found


def _required(book: Rulebook) -> list[tuple[str, str]]:
    stages = [(str(stage.code), _("Needed from: %(stage)s", stage=l10n(stage.name))) for stage in book.stages]
    return [(str(need), label(need)) for need in (RequiredFor.NEVER, RequiredFor.SUBMIT)] + stages


def _conditions(form: Form, spec: FieldSpec | None, book: Rulebook, chosen: str) -> dict[str, Any]:
    earlier = []
    for other in form.specs:
        if spec is not None and other.code == spec.code:
            break
        if not other.is_file:
            earlier.append((other.code, l10n(other.label)))
    return {
        "condition_field": SelectField(
            _l("Asked only when this is given"), choices=[("", _("Always asked")), *earlier]
        ),
        "condition_values": CheckboxesField(
            _l("… and the answer is one of these (none ticked: any answer)"),
            choices=answers_to(form, chosen, book),
        ),
    }


def answers_to(form: Form, code: str, book: Rulebook) -> list[tuple[str, str]]:
    """Return the answers that a condition on this field may name; none for fields that are not choices."""
    spec = form.by_code.get(code)
    if spec is None or spec.kind not in CHOOSING:
        return []
    return [(answer, choice_label(spec, answer, book)) for answer in allowed(spec, choices_of(book))]


PLAIN = ("code", "bilingual", "names", "required_for", "options", "columns")
NUMBERS = ("limit", "minimum", "maximum", "decimals", "min_rows", "max_rows")


def raw_values(editor: FieldEditor, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field as raw values: what was filled in over what the field was; empty numbers are left out."""
    old = editor.spec
    values: dict[str, Any] = old.model_dump(mode="json") if old else {"kind": str(editor.kind)}
    values |= {name: data[name] for name in PLAIN if name in data}
    for name in PAIRS:
        if f"{name}_zh" in data:
            values[name] = {language: data[f"{name}_{language}"] or "" for language in ("zh", "en")}
    for name in NUMBERS:
        if name in data:
            values.pop(name, None)
            values |= {} if data[name] in (None, "") else {name: data[name]}
    if "source" in data:
        values["source"] = data["source"] or None
    if values.get("source"):
        values["options"] = []
    if "condition_field" in data:
        field = data["condition_field"]
        values["condition"] = {"field": field, "values": data["condition_values"] or []} if field else None
    return values
