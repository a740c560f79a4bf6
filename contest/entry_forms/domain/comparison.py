"""What changes from one version of a form to the next, for whoever publishes it and for teams in between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from contest.entry_forms.domain.fields import FieldSpec, shape
from contest.entry_forms.domain.form import Form
from contest.entry_forms.domain.vocabulary import RequiredFor


@dataclass(frozen=True, slots=True)
class Change:
    """A field that stays but reads or asks differently: `parts` names the attributes (label, limit, …)."""

    before: FieldSpec
    after: FieldSpec
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """From one version to the next. `moved`: fields whose section or order is another."""

    added: tuple[FieldSpec, ...]
    removed: tuple[FieldSpec, ...]
    changed: tuple[Change, ...]
    moved: tuple[FieldSpec, ...]
    sections: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved or self.sections)

    @property
    def newly_required(self) -> tuple[FieldSpec, ...]:
        """Fields that handing in needs from now on."""
        stricter = (
            change.after for change in self.changed if _needed(change.after) and not _needed(change.before)
        )
        return (*(spec for spec in self.added if _needed(spec)), *stricter)


def _needed(spec: FieldSpec) -> bool:
    return spec.required_for in {RequiredFor.SUBMIT, RequiredFor.DRAFT}


def differences(before: Form, after: Form) -> Differences:
    """Compare two versions."""
    old, new = before.by_code, after.by_code
    kept = [spec for spec in after.specs if spec.code in old]
    return Differences(
        added=tuple(spec for spec in after.specs if spec.code not in old),
        removed=tuple(spec for spec in before.specs if spec.code not in new),
        changed=tuple(
            Change(old[spec.code], spec, parts) for spec in kept if (parts := _parts(old[spec.code], spec))
        ),
        moved=tuple(_moved(before, after, kept)),
        sections=[_heading(section) for section in before.sections]
        != [_heading(section) for section in after.sections],
    )


def _heading(section: Any) -> tuple[Any, ...]:
    return section.code, section.label, section.help


def _parts(before: FieldSpec, after: FieldSpec) -> tuple[str, ...]:
    names = type(after).model_fields
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _moved(before: Form, after: Form, kept: list[FieldSpec]) -> Iterable[FieldSpec]:
    """Yield as few fields as explain the new order: those outside its longest parts that stayed together."""
    was = [spec.code for spec in before.specs if spec.code in after.by_code]
    now = [spec.code for spec in kept]
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    stayed = {place for block in blocks for place in range(block.b, block.b + block.size)}
    for place, spec in enumerate(kept):
        elsewhere = before.section_of(spec.code).code != after.section_of(spec.code).code
        if elsewhere or place not in stayed:
            yield spec


def reshaped(form: Form, *earlier: Form) -> str | None:
    """Return the first field whose kind differs from what it was in an earlier version: its values would not fit."""
    for known in earlier:
        for spec in form.specs:
            other = known.by_code.get(spec.code)
            if other is not None and not _compatible(other, spec):
                return spec.code
    return None


def _compatible(before: FieldSpec, after: FieldSpec) -> bool:
    *fixed, was = shape(before)
    *still, now = shape(after)
    return fixed == still and all(was[code] == now[code] for code in was.keys() & now.keys())
