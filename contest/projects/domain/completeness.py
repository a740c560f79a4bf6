"""What is still missing before a project can be handed in, and what changed since it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contest.kernel.errors import FieldError
from contest.projects.domain.form import FORM, RequiredFor, Step
from contest.projects.domain.values import empty, is_given
from contest.projects.domain.vocabulary import FileKind


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the checklist; `code` is a field or a file kind, `problem` the error when it is unmet."""

    code: str
    step: Step
    problem: str | None = None

    @property
    def met(self) -> bool:
        return self.problem is None


def requirements(values: Mapping[str, Any], files: Collection[FileKind]) -> tuple[Requirement, ...]:
    """Return everything handing in needs, in the order of the form."""
    found = [
        Requirement(
            spec.code, spec.step, None if is_given(spec, values.get(spec.code, empty(spec))) else "required"
        )
        for spec in FORM
        if spec.required_for is not RequiredFor.NEVER
    ]
    found.append(Requirement(FileKind.PLAN, Step.PLAN, None if FileKind.PLAN in files else "plan_required"))
    order = list(Step)
    return tuple(sorted(found, key=lambda requirement: order.index(requirement.step)))


def unmet(found: Sequence[Requirement]) -> tuple[FieldError, ...]:
    """Return the errors of what is missing."""
    return tuple(FieldError(r.code, r.problem) for r in found if r.problem is not None)


def step_state(
    step: Step, current: Step | None, found: Sequence[Requirement], values: Mapping[str, Any]
) -> str:
    """Return done, current, todo or attention for the list of steps."""
    if step is current:
        return "current"
    if all(requirement.met for requirement in found if requirement.step is step):
        return "done"
    started = any(
        is_given(spec, values[spec.code]) for spec in FORM if spec.step is step and spec.code in values
    )
    return "attention" if started else "todo"


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the fields and files in which two contents differ, in the order of the form."""
    old, new = before.get("fields", {}), after.get("fields", {})
    fields = [
        spec.code for spec in FORM if old.get(spec.code, empty(spec)) != new.get(spec.code, empty(spec))
    ]
    return (*fields, *(kind for kind in FileKind if _digests(before, kind) != _digests(after, kind)))


def _digests(content: Mapping[str, Any], kind: FileKind) -> list[str]:
    return sorted(file["sha256"] for file in content.get("files", ()) if file["kind"] == kind)
