"""A project's fields as pages show them: labels of codes in the reader's language, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.projects.domain import Financing, Need
from contest.projects.domain.form import FieldKind, FieldSpec, Step, fields_of
from contest.projects.domain.values import is_given
from contest.projects.texts import FIELDS, STEPS
from contest.seasons.domain import GrowthStage, Rulebook
from contest.web.i18n import l10n, label, money

ENUMS = {"growth_stage": GrowthStage, "financing": Financing, "needs": Need, "district": District}


@dataclass(frozen=True, slots=True)
class Shown:
    """One filled field: `text` for short ones, `prose` for bilingual texts."""

    code: str
    label: str
    text: str
    prose: LocalizedText | None


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the form with what was filled in."""

    step: Step
    title: str
    fields: tuple[Shown, ...]


def sections(values: Mapping[str, Any], book: Rulebook) -> list[Section]:
    """Return what was filled in of a form (a draft's values or a submission's fields), step by step."""
    found = []
    for step in Step:
        given = [spec for spec in fields_of(step) if is_given(spec, values.get(spec.code, _nothing(spec)))]
        if given:
            fields = tuple(_shown(spec, values[spec.code], book) for spec in given)
            found.append(Section(step, str(STEPS[step]), fields))
    return found


def _nothing(spec: FieldSpec) -> Any:
    return {} if spec.bilingual else None


def _shown(spec: FieldSpec, value: Any, book: Rulebook) -> Shown:
    prose = LocalizedText.of(value) if spec.bilingual else None
    return Shown(spec.code, str(FIELDS[spec.code]), "" if prose else _text(spec, value, book), prose)


def _text(spec: FieldSpec, value: Any, book: Rulebook) -> str:
    match spec.kind:
        case FieldKind.CHOICE:
            return choice_label(spec, value, book)
        case FieldKind.CHOICES:
            return ";".join(choice_label(spec, code, book) for code in value)
        case FieldKind.TAGS:
            return "、".join(value)
        case FieldKind.AMOUNT:
            return money(value)
        case FieldKind.FLAG:
            return "✓"
        case _:
            return str(value)


def choice_label(spec: FieldSpec, code: str, book: Rulebook) -> str:
    """Return how an option of a field reads; the bare code for one that is no longer offered."""
    if spec.code in ENUMS:
        kind = ENUMS[spec.code]
        return label(kind(code)) if code in set(kind) else code
    return part_name(book, spec.source or "", code)


def part_name(book: Rulebook, source: str, code: str | None) -> str:
    """Return the name of a track, group, zone or channel in the reader's language."""
    parts = getattr(book, source, ())
    return next((l10n(part.name) for part in parts if part.code == code), code or "")
