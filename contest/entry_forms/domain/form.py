"""A whole form: sections of fields in order, and the rules that hold between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from pydantic import Field, ValidationError, model_validator

from contest.entry_forms.domain.core import KEPT
from contest.entry_forms.domain.fields import NO_TEXT, FieldSpec, refuse, repeated
from contest.entry_forms.domain.values import is_given
from contest.entry_forms.domain.vocabulary import CHOOSING, FieldKind, RequiredFor
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.localized import LocalizedText
from contest.seasons.domain import Data, as_invalid
from contest.seasons.domain.rules import Code
from contest.seasons.domain.text import Label, Prose

MOST_SECTIONS, MOST_FIELDS = 20, 200


class Section(Data):
    """One step of the form."""

    code: Code
    label: Label
    help: Prose = NO_TEXT
    fields: tuple[FieldSpec, ...] = ()


class Form(Data):
    """One version of a season's form. Codes are unique; a condition looks back at an earlier field."""

    version: int = Field(default=1, ge=1)
    sections: tuple[Section, ...] = Field(min_length=1, max_length=MOST_SECTIONS)

    @cached_property
    def specs(self) -> tuple[FieldSpec, ...]:
        """Every field, in order."""
        return tuple(spec for section in self.sections for spec in section.fields)

    @cached_property
    def by_code(self) -> Mapping[str, FieldSpec]:
        """Code -> field."""
        return {spec.code: spec for spec in self.specs}

    @cached_property
    def stored(self) -> tuple[FieldSpec, ...]:
        """The fields that have a value, in order: all but the uploads."""
        return tuple(spec for spec in self.specs if not spec.is_file)

    @cached_property
    def files(self) -> tuple[FieldSpec, ...]:
        """The fields that are uploads; a file's kind is the code of its field."""
        return tuple(spec for spec in self.specs if spec.is_file)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every address a value can be saved under."""
        return tuple(path for spec in self.stored for path in spec.paths)

    def section(self, code: str) -> Section | None:
        """Return a section by its code."""
        return next((section for section in self.sections if section.code == code), None)

    def label_of(self, code: str) -> LocalizedText:
        """Return how a field is called; the bare code when this version does not ask it."""
        spec = self.by_code.get(code)
        return spec.label if spec else LocalizedText(code, code)

    def section_of(self, field: str) -> Section:
        """Return the section a field stands in; raise KeyError."""
        for section in self.sections:
            if any(spec.code == field for spec in section.fields):
                return section
        raise KeyError(field)

    def locate(self, path: str) -> tuple[FieldSpec, str | None]:
        """Return the field and the language of an address such as `problem.zh`; raise Invalid when there is none."""
        code, _, language = path.partition(".")
        spec = self.by_code.get(code)
        if spec is None or spec.is_file or path not in spec.paths:
            raise Invalid(FieldError(path, "unknown_field"))
        return spec, language or None

    @model_validator(mode="after")
    def _consistent(self) -> Form:
        if twice := repeated(section.code for section in self.sections):
            raise refuse("form_code_taken", taken=twice)
        if twice := repeated(spec.code for spec in self.specs):
            raise refuse("form_code_taken", taken=twice)
        if len(self.specs) > MOST_FIELDS:
            raise refuse("form_too_long", limit=MOST_FIELDS)
        for code, least in KEPT.items():
            spec = self.by_code.get(code)
            if spec is None or spec.condition or spec.required_for not in {least, RequiredFor.DRAFT}:
                raise refuse("form_field_needed", field=code)
        earlier: dict[str, FieldSpec] = {}
        for spec in self.specs:
            _refuse_condition(spec, earlier)
            earlier[spec.code] = spec
        return self


def _refuse_condition(spec: FieldSpec, earlier: Mapping[str, FieldSpec]) -> None:
    if spec.condition is None:
        return
    other = earlier.get(spec.condition.field)
    if other is None or other.kind is FieldKind.FILE:
        raise refuse("form_condition_order", field=spec.code, other=spec.condition.field)
    if spec.condition.values and other.kind not in CHOOSING:
        raise refuse("form_condition_values", field=spec.code, other=other.code)
    if other.options and set(spec.condition.values) - set(other.option_codes):
        raise refuse("form_condition_values", field=spec.code, other=other.code)


def visible(form: Form, values: Mapping[str, Any]) -> frozenset[str]:
    """Return the codes of the fields that are asked, given what is filled in; hidden ones count as empty."""
    shown: set[str] = set()
    for spec in form.specs:
        condition = spec.condition
        if condition is None or (
            condition.field in shown and _holds(form.by_code[condition.field], condition.values, values)
        ):
            shown.add(spec.code)
    return frozenset(shown)


def _holds(other: FieldSpec, wanted: Collection[str], values: Mapping[str, Any]) -> bool:
    value = values.get(other.code)
    if value is None or not is_given(other, value):
        return False
    return not wanted or bool(set(wanted) & set(value if isinstance(value, list) else [value]))


def read_form(content: Mapping[str, Any], version: int) -> Form:
    """Return the form stored as `content`; raise Invalid naming what is wrong with it."""
    try:
        return Form.model_validate({**content, "version": version})
    except ValidationError as error:
        raise as_invalid(error) from error


def write_form(form: Form) -> dict[str, Any]:
    """Return what is stored of a form: plain JSON without what is at its default, its version beside it."""
    content: dict[str, Any] = form.model_dump(mode="json", exclude_defaults=True, exclude={"version"})
    return content
