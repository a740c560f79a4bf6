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
from contest.projects.texts import FIELDS, SHORT_FIELDS, STEPS
from contest.seasons.domain import GrowthStage, Rulebook
from contest.web.i18n import l10n, label, money

ENUMS = {"growth_stage": GrowthStage, "financing": Financing, "needs": Need, "district": District}


@dataclass(frozen=True, slots=True)
class Shown:
    """One filled field: a bilingual line, bilingual prose, tags, a ticked box, or else `text`."""

    code: str
    label: str
    text: str = ""
    line: LocalizedText | None = None
    prose: LocalizedText | None = None
    tags: tuple[str, ...] = ()
    ticked: bool = False


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
    code, name = spec.code, str(SHORT_FIELDS.get(spec.code, FIELDS[spec.code]))
    match spec.kind:
        case FieldKind.LINE:
            return Shown(code, name, line=LocalizedText.of(value))
        case FieldKind.TEXT:
            return Shown(code, name, prose=LocalizedText.of(value))
        case FieldKind.CHOICES:
            return Shown(code, name, tags=tuple(choice_label(spec, item, book) for item in value))
        case FieldKind.TAGS:
            return Shown(code, name, tags=tuple(value))
        case FieldKind.FLAG:
            return Shown(code, name, ticked=True)
        case FieldKind.CHOICE:
            return Shown(code, name, choice_label(spec, value, book))
        case FieldKind.AMOUNT:
            return Shown(code, name, money(value))
        case _:
            return Shown(code, name, str(value))


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
