"""A project's form, filled in: values by field code as the product itself stores them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from contest.demo.casting import ProjectText
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import CONSENTS
from contest.entry_forms.domain.values import CENTS_PER_WAN, empty, is_given
from contest.entry_forms.domain.vocabulary import WANTED_SPACE
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.projects.domain.completeness import handed_in_fields
from contest.projects.domain.receipt import SCHEMA
from contest.seasons.domain import ChannelKind, GrowthStage, Rulebook

AGES = {
    GrowthStage.SEED: (60, 650),
    GrowthStage.EARLY: (500, 1_700),
    GrowthStage.GROWTH: (1_300, 3_400),
}  # days
CHANNEL_WEIGHTS = {
    ChannelKind.OPEN: 46,
    ChannelKind.ZONE_DOMESTIC: 24,
    ChannelKind.ZONE_OVERSEAS: 8,
    ChannelKind.UNIVERSITY: 10,
    ChannelKind.PARTNER_CONTEST: 6,
    ChannelKind.BASE_RECOMMENDATION: 6,
}
CONSENT = 0.9
# m² wanted where a project lands; chosen by what it raises, so that no other chance moves.
SPACES = (None, 60, 120, None, 200, 300, None, 80)
FIELDS = DEFAULT.stored


@dataclass(frozen=True, slots=True)
class Company:
    """The company behind a project: its organisation's row id, its code and the day it was founded."""

    organisation_id: UUID
    credit_code: str
    founded: date


def founded_before(rng: random.Random, stage: str, day: date) -> date:
    """Return a founding day that fits the growth group on `day`."""
    return day - timedelta(days=rng.randint(*AGES[GrowthStage(stage)]))


def filled(
    rng: random.Random,
    book: Rulebook,
    text: ProjectText,
    company: Company | None,
    *,
    consenting: bool = False,
) -> dict[str, Any]:
    """Return every field's stored value. `consenting`: all consents are given, else about nine in ten."""
    channel, zone = _way_in(rng, book)
    given: dict[str, Any] = {
        "name": text.name.as_dict(),
        "intro": text.intro.as_dict(),
        "track_code": text.track,
        "group_code": _group_of(book, text.growth_stage),
        "zone_code": zone,
        "channel_code": channel,
        "growth_stage": text.growth_stage,
        "keywords": list(text.keywords),
        "financing": text.financing,
        "amount_sought": text.amount_cents,
        "needs": list(text.needs),
        WANTED_SPACE: SPACES[text.amount_cents // CENTS_PER_WAN % len(SPACES)],
        "district": rng.choice(list(District)).value if rng.random() < 0.8 else None,
        "company_name": text.company.as_dict() if company else empty_text(),
        "credit_code": company.credit_code if company else None,
        "company_founded": company.founded.isoformat() if company else None,
        "declaration_of_truth": True,
        **{code: consenting or rng.random() < CONSENT for code in CONSENTS},
        **{code: answer.as_dict() for code, answer in text.answers.items()},
    }
    return {spec.code: given.get(spec.code, empty(spec)) for spec in FIELDS}


def half_filled(rng: random.Random, values: dict[str, Any]) -> dict[str, Any]:
    """Return a draft's values: the first steps are there, later fields are missing, nothing is agreed to yet."""
    reached = rng.randint(8, len(FIELDS) - 6)
    return {
        spec.code: values[spec.code] if place < reached else empty(spec) for place, spec in enumerate(FIELDS)
    }


def empty_text() -> dict[str, str]:
    """Return a bilingual value nobody has filled in."""
    return {"zh": "", "en": ""}


def column_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that are columns of the project, as the columns hold them."""
    columns = {}
    for spec in FIELDS:
        if spec.column is None:
            continue
        value = values[spec.code]
        if spec.bilingual:
            value = LocalizedText.of(value)
        elif spec.code == "company_founded":
            value = date.fromisoformat(value) if value else None
        elif spec.code == "district":
            value = value or ""
        columns[spec.column] = value
    return columns


def answer_values(values: dict[str, Any]) -> dict[str, tuple[LocalizedText, Any]]:
    """Return field -> (text in two languages, other JSON) of the answers that were given; one of the two is empty."""
    return {
        spec.code: (LocalizedText.of(values[spec.code]), None)
        if spec.bilingual
        else (LocalizedText(), values[spec.code])
        for spec in FIELDS
        if spec.column is None and is_given(spec, values[spec.code])
    }


def field_versions(values: dict[str, Any]) -> dict[str, int]:
    """Return the version (the first) at which each given field was written."""
    return {path: 1 for spec in FIELDS if is_given(spec, values[spec.code]) for path in spec.paths}


def frozen(
    book: Rulebook,
    project_id: UUID,
    team: dict[str, Any],
    members: list[dict[str, Any]],
    values: dict[str, Any],
    files: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return a submission's content in the form the product freezes (contest.projects.services.submitting)."""
    return {
        "schema": SCHEMA,
        "season": book.slug,
        "project": str(project_id),
        "team": {
            "id": str(team["id"]),
            "name": team["name"].as_dict(),
            "members": [
                {
                    "id": str(member["id"]),
                    "name": LocalizedText(member["name"], member["name_en"]).as_dict(),
                    "role": member["role"],
                    "duty": member["duty"].as_dict(),
                }
                for member in members
            ],
        },
        "form_version": DEFAULT.version,
        "fields": handed_in_fields(DEFAULT, values),
        "files": files,
    }


def handed_in_at(rng: random.Random, opens: datetime, closes: datetime) -> datetime:
    """Return a moment in the window; most come in its last days, as they do everywhere."""
    share = rng.random() ** 0.35
    return opens + (closes - opens) * min(share, 0.9999)


def _group_of(book: Rulebook, stage: str) -> str:
    return next(group.code for group in book.groups if stage in group.growth_stages)


def _way_in(rng: random.Random, book: Rulebook) -> tuple[str, str]:
    """Return a channel and a zone that go together."""
    kind = rng.choices(list(CHANNEL_WEIGHTS), weights=list(CHANNEL_WEIGHTS.values()))[0]
    overseas = kind is ChannelKind.ZONE_OVERSEAS
    own = kind is ChannelKind.ZONE_DOMESTIC or overseas
    zones = [zone.code for zone in book.zones if (zone.overseas == overseas and zone.own_heat == own)]
    channel = next(channel.code for channel in book.channels if channel.kind is kind)
    return channel, rng.choice(zones)
