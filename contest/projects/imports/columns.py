"""The columns of projects: those of the form, who leads the team, and where the project stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from contest.imports.domain import (
    CellKind,
    Column,
    MoneyUnit,
    Scope,
)
from contest.imports.parsing import read_address, read_credit_code
from contest.imports.wording import both, districts, options, with_language
from contest.kernel.columns import LocalizedText
from contest.projects.domain import Financing, Need, ProjectState
from contest.projects.domain.form import FORM, LANGUAGES, FieldKind, FieldSpec
from contest.projects.domain.values import MOST_WAN, TAG_LIMIT
from contest.projects.texts import FIELDS, HINTS
from contest.projects.texts import LABELS as PROJECT_LABELS
from contest.seasons import imports as season_imports
from contest.seasons.domain import GrowthStage, Rulebook
from contest.seasons.texts import LABELS as SEASON_LABELS

CODE_LIMIT, NAME_LIMIT = 120, 80
# Columns of codes are called what they hold: `track`, not `track_code`.
SHORT = {"track_code": "track", "group_code": "group", "zone_code": "zone", "channel_code": "channel"}
ENUMS: Mapping[str, tuple[Any, Mapping[Any, Any]]] = {
    "growth_stage": (GrowthStage, SEASON_LABELS[GrowthStage]),
    "financing": (Financing, PROJECT_LABELS[Financing]),
    "needs": (Need, PROJECT_LABELS[Need]),
}
KINDS = {
    FieldKind.LINE: CellKind.TEXT,
    FieldKind.TEXT: CellKind.TEXT,
    FieldKind.CREDIT_CODE: CellKind.TEXT,
    FieldKind.CHOICE: CellKind.CHOICE,
    FieldKind.CHOICES: CellKind.LIST,
    FieldKind.TAGS: CellKind.LIST,
    FieldKind.AMOUNT: CellKind.MONEY,
    FieldKind.DATE: CellKind.DATE,
    FieldKind.FLAG: CellKind.FLAG,
}
EXAMPLES = {
    "name": ("示例项目：柔性传感贴片", "Example project: flexible sensor patch"),
    "intro": ("可连续监测体征的柔性贴片", "A flexible patch that monitors vital signs"),
    "keywords": ("柔性电子；可穿戴", ""),
    "growth_stage": ("early", ""),
    "financing": ("angel", ""),
    "amount_sought": ("500", ""),
    "company_founded": ("2024-05-01", ""),
}
STATES = (ProjectState.DRAFT, ProjectState.SUBMITTED)


def columns(scope: Scope) -> tuple[Column, ...]:
    """Return the columns of a season's projects; without a season its tracks, groups and zones are not offered."""
    book = season_imports.find_book(scope)
    return (
        Column(
            "external_id",
            both(_l("Number in your own system")),
            required=True,
            limit=CODE_LIMIT,
            example="A-0001",
            help=both(_l("Unique within the season. Importing it again updates the project.")),
        ),
        *(column for spec in FORM for column in _field_columns(spec, book)),
        Column(
            "contact_email",
            both(_l("E-mail of the team leader")),
            parse=read_address,
            example="leader@example.com",
            help=both(
                _l(
                    "An account is made for an address that has none; its owner claims it by setting a password. "
                    "A team that has a leader keeps its leader."
                )
            ),
        ),
        Column("contact_name", both(_l("Name of the team leader")), limit=NAME_LIMIT, example="示例负责人"),
        Column(
            "state",
            both(_l("Handed in?")),
            CellKind.CHOICE,
            options=options(PROJECT_LABELS[ProjectState], STATES),
            example="submitted",
            help=both(
                _l("Handed-in projects get a number and a receipt and enter the contest. Empty means draft.")
            ),
        ),
        Column(
            "stage",
            both(_l("Stage it stands in")),
            CellKind.CHOICE,
            options=season_imports.options(book.stages if book else ()),
            help=both(
                _l("For projects that got further elsewhere; they count as handed in. Empty means the first.")
            ),
        ),
    )


def _field_columns(spec: FieldSpec, book: Rulebook | None) -> Iterator[Column]:
    code, label = SHORT.get(spec.code, spec.code), FIELDS[spec.code]
    common: dict[str, Any] = {
        "kind": KINDS[spec.kind],
        "help": both(HINTS[spec.code]) if spec.code in HINTS else LocalizedText(),
    }
    examples = EXAMPLES.get(spec.code, ("", ""))
    if spec.bilingual:
        for language, example in zip(LANGUAGES, examples, strict=True):
            words = with_language(label, language)
            lines = spec.kind is FieldKind.TEXT
            yield Column(
                f"{code}_{language}", words, limit=spec.limit, lines=lines, example=example, **common
            )
        return
    if spec.code == "district":
        yield Column(code, both(label), example="杨浦区", **districts(), **common)
        return
    match spec.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            offered = _options(spec, book)
            example = examples[0] or (next(iter(offered), "") if spec.source else "")
            yield Column(code, both(label), options=offered, example=example, **common)
        case FieldKind.TAGS:
            yield Column(code, both(label), limit=TAG_LIMIT, most=spec.limit, example=examples[0], **common)
        case FieldKind.AMOUNT:
            bounds: dict[str, Any] = {"low": Decimal(0), "high": MOST_WAN}
            yield Column(code, both(label), unit=MoneyUnit.WAN, example=examples[0], **bounds, **common)
        case FieldKind.CREDIT_CODE:
            yield Column(code, both(label), parse=read_credit_code, **common)
        case _:
            yield Column(code, both(label), example=examples[0], **common)


def _options(spec: FieldSpec, book: Rulebook | None) -> dict[str, LocalizedText]:
    if spec.code in ENUMS:
        members, labels = ENUMS[spec.code]
        return options(labels, members)
    return season_imports.options(getattr(book, spec.source or "", ()))
