"""What all forms of the editor share: what was typed goes to the rulebook's own validation, errors come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import BaseModel
from wtforms import Field, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget, NumberInput

from contest.kernel.clock import SHANGHAI
from contest.kernel.errors import DomainError, Forbidden, Invalid, NotFound, StaleVersion
from contest.web.errors import describe
from contest.web.i18n import label

LANGUAGES = ("zh", "en")
MOST_CENTS = Decimal(10) ** 18  # what a bigint holds


class Required:
    """Marks a field as required; the rulebook itself says so when it is empty."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Accept: there is one place that validates, and it is not the form."""


MUST = Required()


class EditForm(FlaskForm):
    """A form whose fields are named after the data: `name_zh` and `name_en` make `name`, `x_yuan` makes `x_cents`."""

    version = HiddenField()

    def values(self) -> dict[str, Any]:
        """Return what was typed, shaped as the rulebook's data; empty inputs are None."""
        made: dict[str, Any] = {}
        for field in self:
            stem, _, ending = field.name.rpartition("_")
            if field.name in ("csrf_token", "version"):
                continue
            if ending in LANGUAGES:
                made.setdefault(stem, {})[ending] = field.data or ""
            elif ending == "yuan":
                made[f"{stem}_cents"] = _cents(field.data)
            elif isinstance(field.widget, DateTimeLocalInput):
                made[field.name] = f"{field.data}+08:00" if field.data else None
            else:
                made[field.name] = None if field.data == "" else field.data
        return made

    def expected_version(self) -> int:
        """Return the season's version the page was made from; 0 (always stale) when it is missing."""
        data = self.version.data or ""
        return int(data) if data.isdecimal() and len(data) < 10 else 0

    def save(self, write: Callable[[], object]) -> bool:
        """Run `write`; when it refuses the input put the reasons beside the fields and return False."""
        if not self.validate():
            return False
        try:
            write()
        except Invalid as error:
            for item in error.errors:
                self._complain(item.field, describe(item.code, item.params))
            return False
        except StaleVersion as error:
            # What was typed stays; saving again is then a decision about the version that is shown.
            self.version.data = str(error.params["version"])
            self.form_errors.append(describe("season_stale"))
            return False
        except (Forbidden, NotFound):
            raise
        except DomainError as error:
            self.form_errors.append(describe(error.code, error.params))
            return False
        return True

    def _complain(self, path: str, text: str) -> None:
        field = self._field_of(path)
        if field is None:
            self.form_errors.append(text)
        else:
            field.errors = [*field.errors, text]

    def _field_of(self, path: str) -> Field | None:
        steps = path.replace("_cents", "_yuan").split(".")
        names = ["_".join(steps[start:]) for start in range(len(steps))]
        names += [
            f"{name}_value" for name in names
        ]  # a complaint about a cut as a whole stands at its number
        return next((self[name] for name in names if name in self), None)


def filled(data: BaseModel) -> dict[str, Any]:
    """Return validated data as the values its form starts from."""
    made: dict[str, Any] = {}
    for name in type(data).model_fields:
        value = getattr(data, name)
        if name.endswith("_cents"):
            made[f"{name.removesuffix('_cents')}_yuan"] = (
                "" if value is None else _plain(Decimal(value) / 100)
            )
        elif isinstance(value, datetime):
            made[name] = value.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
        elif hasattr(value, "zh"):
            made |= {f"{name}_{language}": getattr(value, language) for language in LANGUAGES}
        elif isinstance(value, tuple):
            made[name] = [str(item) for item in value]
        elif isinstance(value, Decimal):
            made[name] = _plain(value)
        else:
            made[name] = value if isinstance(value, bool) else "" if value is None else str(value)
    return made


def _plain(value: Decimal) -> str:
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _cents(typed: str | None) -> Any:
    """Return yuan as cents; what is no number is handed on, for the rulebook to refuse."""
    if not typed:
        return None
    try:
        cents = Decimal(typed.replace(",", "")) * 100
        return int(cents) if abs(cents) < MOST_CENTS else typed
    except (ArithmeticError, ValueError):
        return typed


def name_pair(label_zh: Any = None, label_en: Any = None) -> tuple[StringField, StringField]:
    """Return the two fields of a bilingual name."""
    return (
        StringField(label_zh or _l("Name in Chinese"), [MUST]),
        StringField(label_en or _l("Name in English"), [MUST]),
    )


def prose_pair(label_zh: Any, label_en: Any) -> tuple[TextAreaField, TextAreaField]:
    """Return the two fields of a bilingual text."""
    return TextAreaField(label_zh), TextAreaField(label_en)


def number(text: Any, *, hint: Any = "", must: bool = False, step: str = "1") -> StringField:
    """Return a field for a number, validated by the rulebook."""
    return StringField(
        text,
        [MUST] if must else [],
        widget=NumberInput(step=step),
        description=hint,
        render_kw={"inputmode": "decimal"},
    )


def day(text: Any, *, must: bool = False) -> StringField:
    """Return a field for a date."""
    return StringField(text, [MUST] if must else [], widget=DateInput())


def moment(text: Any, *, must: bool = True) -> StringField:
    """Return a field for a moment in Shanghai time."""
    checks = [MUST] if must else []
    return StringField(text, checks, widget=DateTimeLocalInput(), description=_l("Shanghai time"))


def choice(text: Any, *, must: bool = False, hint: Any = "") -> SelectField:
    """Return a drop-down whose options are set when it is offered."""
    return SelectField(text, [MUST] if must else [], choices=[], validate_choice=False, description=hint)


def several(text: Any, *, hint: Any = "") -> SelectMultipleField:
    """Return a list of check boxes whose options are set when it is offered."""
    return SelectMultipleField(
        text,
        choices=[],
        validate_choice=False,
        description=hint,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def options(members: Iterable[StrEnum], *, empty: str | None = None) -> list[tuple[str, str]]:
    """Return enum members as options in the reader's language, with an empty first one where `empty` names it."""
    first = [] if empty is None else [("", empty)]
    return first + [(str(member), label(member)) for member in members]
