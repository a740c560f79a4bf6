"""Profiles as the matcher knows them, and the past deals of investors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from contest.bases.domain import TitleState
from contest.bases.models import BaseTitle
from contest.kernel import clock
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from matching.profiles.domain import ProfileKind, company_key
from matching.profiles.models import Company, Deal, MatchProfile
from matching.profiles.queries import last_activity
from matching.recommendations.domain import ProfileFacts, TitleFact
from matching.retrieval.queries import eligible

NO_TEXT = LocalizedText()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One profile that may be recommended. `described`: it has a text of its own to compare."""

    id: UUID
    name: str
    facts: ProfileFacts
    described: bool
    organisation_id: UUID | None
    user_id: UUID | None
    text: LocalizedText = NO_TEXT
    base_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PastDeal:
    """An investment of one investor in one company. `keys` are all company_key()s the company goes by."""

    profile_id: UUID
    company_id: UUID
    company: str
    year: int | None
    keys: frozenset[str]


def pool(kind: ProfileKind) -> list[Candidate]:
    """Return everything of a kind that may be recommended, in one statement."""
    title = aliased(BaseTitle)
    today = clock.today()
    held = and_(
        title.base_id == MatchProfile.base_id,
        title.valid_from <= today,
        title.valid_to >= today,
        title.state != TitleState.DELISTED,
    )
    query = (
        eligible(kind)
        .outerjoin(title, held)
        .add_columns(title.state, last_activity())
        .order_by(MatchProfile.id)
    )
    return [_candidate(*row) for row in db.session.execute(query)]


def _candidate(profile: MatchProfile, title: TitleState | None, last_deal: date | None) -> Candidate:
    facts = ProfileFacts(
        kind=profile.kind,
        tracks=frozenset(profile.track_codes),
        growth_stages=frozenset(profile.growth_stages),
        financings=frozenset(profile.financings),
        districts=frozenset(profile.districts),
        facilities=frozenset(profile.facilities),
        languages=frozenset(profile.languages),
        ticket_low_cents=profile.ticket_low_cents,
        ticket_high_cents=profile.ticket_high_cents,
        capacity=profile.capacity,
        services=frozenset(profile.services),
        priority_tracks=frozenset(profile.priority_tracks),
        vacant_m2=profile.vacant_m2,
        title=_title(profile, title),
        last_deal=last_deal if profile.kind is ProfileKind.INVESTOR else None,
    )
    name = profile.name.zh or profile.name.en
    described = bool(profile.text or profile.industries)
    return Candidate(
        id=profile.id,
        name=name,
        facts=facts,
        described=described,
        organisation_id=profile.organisation_id,
        user_id=profile.user_id,
        text=profile.text,
        base_id=profile.base_id,
    )


def _title(profile: MatchProfile, title: TitleState | None) -> TitleFact | None:
    if profile.kind is not ProfileKind.PARK:
        return None
    known = {TitleState.VALID: TitleFact.VALID, TitleState.RECTIFYING: TitleFact.RECTIFYING}
    return known.get(title, TitleFact.NONE) if title else TitleFact.NONE


def past_deals() -> Mapping[UUID, list[PastDeal]]:
    """Return company -> the investments in it, the latest first; about 10,000 rows in one statement."""
    # What two names of an investor told alike is one deal.
    alike = Deal.closed_on, Deal.financing
    query = (
        select(Deal.profile_id, Company.id, Company.name, Company.key, Deal.year, *alike)
        .join(Company, Company.id == Deal.company_id)
        .distinct()
        .order_by(Deal.year.desc().nulls_last(), Deal.profile_id)
    )
    found: dict[UUID, list[PastDeal]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.id, []).append(_past_deal(row))
    return found


def _past_deal(row: Any) -> PastDeal:
    keys = frozenset({row.key, company_key(row.name)})
    return PastDeal(row.profile_id, row.id, row.name, row.year, keys)
