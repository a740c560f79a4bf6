"""What is still missing before a project can be handed in, and what changed since it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contest.entry_forms.domain import FieldSpec, Form, RequiredFor, Section, visible
from contest.entry_forms.domain.checking import problem_of
from contest.entry_forms.domain.values import empty, is_given
from contest.kernel.errors import FieldError
from contest.projects.domain.vocabulary import FileKind
from contest.seasons.domain import StageCode

STAGES = tuple(StageCode)
BEFORE = frozenset({RequiredFor.DRAFT, RequiredFor.SUBMIT})


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the checklist; `code` is a field's, `problem` the error (with `params`) when it is unmet."""

    code: str
    section: str
    problem: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    stage: StageCode | None = None  # the later stage that asks for it

    @property
    def met(self) -> bool:
        return self.problem is None


def requirements(
    form: Form, values: Mapping[str, Any], files: Collection[str], *, stage: StageCode | None = None
) -> tuple[Requirement, ...]:
    """Return everything handing in needs, in the order of the form; `files`: the kinds that are uploaded.

    Fields that are not asked (their condition does not hold) need nothing. An optional field is listed only when
    what it holds cannot be handed in. With `stage`, what the stages up to it ask for is needed as well.
    """
    asked = visible(form, values)
    found = []
    for section in form.sections:
        for spec in section.fields:
            if spec.code not in asked:
                continue
            required = _required(spec, stage)
            error = _problem(spec, values, files, required=required)
            if required or error is not None:
                found.append(_requirement(spec, section, error))
    return tuple(found)


def _required(spec: FieldSpec, stage: StageCode | None) -> bool:
    if not isinstance(spec.required_for, StageCode):
        return spec.required_for in BEFORE
    return stage is not None and STAGES.index(spec.required_for) <= STAGES.index(stage)


def _problem(
    spec: FieldSpec, values: Mapping[str, Any], files: Collection[str], *, required: bool
) -> FieldError | None:
    if not spec.is_file:
        return problem_of(spec, values.get(spec.code), required=required)
    if not required or spec.code in files:
        return None
    return FieldError(spec.code, "plan_required" if spec.code == FileKind.PLAN else "file_missing")


def _requirement(spec: FieldSpec, section: Section, error: FieldError | None) -> Requirement:
    stage = spec.required_for if isinstance(spec.required_for, StageCode) else None
    if error is None:
        return Requirement(spec.code, section.code, stage=stage)
    return Requirement(spec.code, section.code, error.code, error.params, stage)


def needed_in(form: Form, stage: StageCode) -> frozenset[str]:
    """Return the codes of the fields that this stage, or an earlier one after the first handing in, asks for."""
    return frozenset(
        spec.code
        for spec in form.specs
        if isinstance(spec.required_for, StageCode) and _required(spec, stage)
    )


def unmet(found: Sequence[Requirement]) -> tuple[FieldError, ...]:
    """Return the errors of what is missing."""
    return tuple(FieldError(r.code, r.problem, dict(r.params)) for r in found if r.problem is not None)


def section_state(
    section: Section, current: str | None, found: Sequence[Requirement], values: Mapping[str, Any]
) -> str:
    """Return done, current, todo or attention for the list of steps."""
    if section.code == current:
        return "current"
    if all(requirement.met for requirement in found if requirement.section == section.code):
        return "done"
    started = any(
        is_given(spec, values[spec.code])
        for spec in section.fields
        if not spec.is_file and spec.code in values
    )
    return "attention" if started else "todo"


def handed_in_fields(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return code -> value of what is handed in: every field of the form, those that are not asked as empty."""
    asked = visible(form, values)
    return {
        spec.code: values.get(spec.code, empty(spec)) if spec.code in asked else empty(spec)
        for spec in form.stored
    }


def changed(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the fields and files in which two contents differ, in the order of the form."""
    old, new = before.get("fields", {}), after.get("fields", {})
    return tuple(
        spec.code
        for spec in form.specs
        if (
            _digests(before, spec.code) != _digests(after, spec.code)
            if spec.is_file
            else old.get(spec.code, empty(spec)) != new.get(spec.code, empty(spec))
        )
    )


def _digests(content: Mapping[str, Any], kind: str) -> list[str]:
    return sorted(file["sha256"] for file in content.get("files", ()) if file["kind"] == kind)
