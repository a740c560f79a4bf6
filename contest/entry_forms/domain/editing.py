"""Edits of a form, each returning a new, valid one or raising Invalid (or what cannot be done at all)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from contest.entry_forms.domain.core import KEPT
from contest.entry_forms.domain.errors import FieldKept, SectionInUse
from contest.entry_forms.domain.fields import FieldSpec
from contest.entry_forms.domain.form import Form, Section
from contest.kernel.errors import NotFound
from contest.seasons.domain import as_invalid


def _form(form: Form, sections: Sequence[Section]) -> Form:
    try:
        return Form(version=form.version, sections=tuple(sections))
    except ValidationError as error:
        raise as_invalid(error) from error


def make_section(values: dict[str, Any]) -> Section:
    """Return a section of raw values; raise Invalid."""
    try:
        return Section.model_validate(values)
    except ValidationError as error:
        raise as_invalid(error) from error


def make_field(values: dict[str, Any]) -> FieldSpec:
    """Return a field of raw values; raise Invalid."""
    try:
        return FieldSpec.model_validate(values)
    except ValidationError as error:
        raise as_invalid(error) from error


def _place(form: Form, code: str) -> int:
    for place, section in enumerate(form.sections):
        if section.code == code:
            return place
    raise NotFound(kind="section")


def _find(form: Form, code: str) -> tuple[int, int]:
    """Return the places of a field's section and of the field in it."""
    for outer, section in enumerate(form.sections):
        for inner, spec in enumerate(section.fields):
            if spec.code == code:
                return outer, inner
    raise NotFound(kind="field")


def _with(section: Section, fields: Sequence[FieldSpec]) -> Section:
    return section.model_copy(update={"fields": tuple(fields)})


def _replaced(form: Form, place: int, fields: Sequence[FieldSpec]) -> Form:
    sections = list(form.sections)
    sections[place] = _with(sections[place], fields)
    return _form(form, sections)


def add_section(form: Form, section: Section) -> Form:
    """Add an empty section at the end."""
    return _form(form, [*form.sections, section])


def change_section(form: Form, code: str, values: dict[str, Any]) -> Form:
    """Reword a section; its code and fields stay."""
    place = _place(form, code)
    old = form.sections[place]
    sections = list(form.sections)
    sections[place] = _with(make_section({**values, "code": code}), old.fields)
    return _form(form, sections)


def move_section(form: Form, code: str, by: int) -> Form:
    """Move a section up (-1) or down (1); at the end nothing happens."""
    place = _place(form, code)
    target = min(max(place + by, 0), len(form.sections) - 1)
    sections = list(form.sections)
    sections.insert(target, sections.pop(place))
    return _form(form, sections)


def remove_section(form: Form, code: str) -> Form:
    """Remove an empty section; raise SectionInUse while it has fields."""
    place = _place(form, code)
    if form.sections[place].fields:
        raise SectionInUse()
    return _form(form, [section for section in form.sections if section.code != code])


def add_field(form: Form, section: str, spec: FieldSpec) -> Form:
    """Add a field at the end of a section."""
    place = _place(form, section)
    return _replaced(form, place, [*form.sections[place].fields, spec])


def change_field(form: Form, code: str, spec: FieldSpec) -> Form:
    """Put a changed field in the place of the one with this code."""
    outer, inner = _find(form, code)
    fields = list(form.sections[outer].fields)
    fields[inner] = spec
    return _replaced(form, outer, fields)


def move_field(form: Form, code: str, by: int) -> Form:
    """Move a field up (-1) or down (1), over the edge into the neighbouring section; at the ends nothing happens."""
    outer, inner = _find(form, code)
    fields = form.sections[outer].fields
    if 0 <= inner + by < len(fields):
        turned = list(fields)
        turned.insert(inner + by, turned.pop(inner))
        return _replaced(form, outer, turned)
    target = outer + by
    if not 0 <= target < len(form.sections):
        return form
    return _moved(form, outer, inner, target, at_end=by < 0)


def place_field(form: Form, code: str, section: str) -> Form:
    """Move a field to the end of another section."""
    outer, inner = _find(form, code)
    target = _place(form, section)
    return form if target == outer else _moved(form, outer, inner, target, at_end=True)


def _moved(form: Form, outer: int, inner: int, target: int, *, at_end: bool) -> Form:
    sections = list(form.sections)
    spec = sections[outer].fields[inner]
    sections[outer] = _with(sections[outer], [other for other in sections[outer].fields if other is not spec])
    there = sections[target].fields
    sections[target] = _with(sections[target], [*there, spec] if at_end else [spec, *there])
    return _form(form, sections)


def remove_field(form: Form, code: str) -> Form:
    """Ask a field no longer; values that teams gave are kept. Raise FieldKept for what the contest needs."""
    if code in KEPT:
        raise FieldKept(field=code)
    outer, inner = _find(form, code)
    fields = [spec for place, spec in enumerate(form.sections[outer].fields) if place != inner]
    return _replaced(form, outer, fields)
