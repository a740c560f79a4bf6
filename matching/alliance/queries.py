"""Reads about memberships of the venture alliance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from contest.accounts.models import User
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate
from contest.organisations.models import Membership
from contest.permissions import OFFICE, Role
from matching.alliance.domain import Move
from matching.alliance.models import AllianceStep
from matching.profiles.domain import AllianceState, ProfileKind
from matching.profiles.models import Deal, MatchProfile
from matching.profiles.queries import ProfileView, get_profile

SEES_ALL = (*OFFICE, Role.AUDITOR)
# Whoever waits comes first.
ORDER = (AllianceState.APPLIED, AllianceState.SUSPENDED, AllianceState.MEMBER, AllianceState.REFUSED)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the history, as the firm and the office read it. `by`: empty once the account is closed."""

    id: UUID
    move: Move
    reason: str
    record: str
    link: str
    by: LocalizedText
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidacy:
    """An investor in the office's list: since when it is in this state, and how many past deals are known."""

    profile_id: UUID
    name: LocalizedText
    state: AllianceState
    since: date | None
    asked_at: datetime | None
    deals: int


def get_investor(actor: Actor, profile_id: UUID) -> ProfileView:
    """Return an investor's profile that the actor may see; raise NotFound for any other."""
    profile = get_profile(actor, profile_id)
    if profile.kind is not ProfileKind.INVESTOR:
        raise NotFound(kind="profile")
    return profile


def steps_of(profile_id: UUID) -> list[StepView]:
    """Return the history of a membership, the latest first. The caller asks who may read it."""
    query = (
        select(AllianceStep, User.name, User.name_en)
        .outerjoin(User, User.id == AllianceStep.made_by)
        .where(AllianceStep.profile_id == profile_id)
        .order_by(AllianceStep.created_at.desc(), AllianceStep.id.desc())
    )
    return [
        StepView(
            row[0].id,
            row[0].move,
            row[0].reason,
            row[0].record,
            row[0].link,
            LocalizedText(row[1] or "", row[2] or ""),
            row[0].created_at,
        )
        for row in db.session.execute(query)
    ]


def latest_step(profile_id: UUID) -> UUID | None:
    """Return the last step of a membership, None before the first."""
    query = select(AllianceStep.id).where(AllianceStep.profile_id == profile_id)
    ordered = query.order_by(AllianceStep.created_at.desc(), AllianceStep.id.desc())
    return db.session.execute(ordered.limit(1)).scalar_one_or_none()


def candidacies(state: AllianceState, *, page: int = 1, size: int = 24) -> Page[Candidacy]:
    """Return one page of the investors in a state: whoever asked first comes first."""
    asked = (
        select(func.max(AllianceStep.created_at))
        .where(AllianceStep.profile_id == MatchProfile.id, AllianceStep.move == Move.APPLY)
        .correlate(MatchProfile)
        .scalar_subquery()
    )
    deals = (
        select(func.count())
        .where(Deal.profile_id == MatchProfile.id)
        .correlate(MatchProfile)
        .scalar_subquery()
    )
    query: Any = select(MatchProfile, asked.label("asked"), deals.label("deals")).where(
        MatchProfile.kind == ProfileKind.INVESTOR, MatchProfile.alliance == state
    )
    return paginate(
        query.order_by(asked.asc().nulls_last(), MatchProfile.name["zh"].astext, MatchProfile.id),
        lambda row: Candidacy(row[0].id, row[0].name, row[0].alliance, row[0].alliance_since, row[1], row[2]),
        number=page,
        size=size,
    )


def counts() -> Mapping[AllianceState, int]:
    """Return how many investors there are in each state of the office's list."""
    query = (
        select(MatchProfile.alliance, func.count())
        .where(MatchProfile.kind == ProfileKind.INVESTOR)
        .group_by(MatchProfile.alliance)
    )
    found: dict[AllianceState, int] = {row[0]: row[1] for row in db.session.execute(query)}
    return {state: found.get(state, 0) for state in ORDER}


def people_of(profile: MatchProfile) -> list[UUID]:
    """Return whom decisions are told: everybody of the firm."""
    query = (
        select(Membership.user_id)
        .join(User, and_(User.id == Membership.user_id, User.disabled_at.is_(None)))
        .where(Membership.organisation_id == profile.organisation_id)
    )
    return list(db.session.execute(query.order_by(Membership.user_id)).scalars())
