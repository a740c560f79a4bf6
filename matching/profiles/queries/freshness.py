"""Which profiles take part, how fresh they are, and when an investor was last active."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, cast, func, select

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.landings.models import ProjectMilestone
from contest.organisations.models import Membership
from matching.profiles.domain import FRESH_FOR, AllianceState
from matching.profiles.models import Deal, MatchProfile


@dataclass(frozen=True, slots=True)
class OldProfile:
    """A profile nobody has confirmed for half a year, with whom to ask. `since`: when it was last true."""

    id: UUID
    name: LocalizedText
    since: datetime
    owner_ids: tuple[UUID, ...]


def takes_part() -> ColumnElement[bool]:
    """Return the condition that a profile is shown to winners and may be matched.

    It is active, its membership of the alliance is not suspended, and a mentor's term, where stated, runs today.
    """
    today = cast(func.timezone("Asia/Shanghai", func.now()), Date)
    return and_(
        MatchProfile.active,
        MatchProfile.alliance != AllianceState.SUSPENDED,
        func.coalesce(MatchProfile.term_from, today) <= today,
        func.coalesce(MatchProfile.term_to, today) >= today,
    )


def last_activity() -> Any:
    """Return a profile's latest known activity as a column: a past deal, or what came of a meeting, both confirming."""
    # A deal of which only the year is known happened in its middle.
    when = func.coalesce(Deal.closed_on, func.make_date(Deal.year, 7, 1))
    dealt = (
        select(func.max(when))
        .where(Deal.profile_id == MatchProfile.id)
        .correlate(MatchProfile)
        .scalar_subquery()
    )
    met = (
        select(func.max(ProjectMilestone.happened_on))
        .where(ProjectMilestone.counterpart_id == MatchProfile.id)
        .correlate(MatchProfile)
        .scalar_subquery()
    )
    return func.greatest(dealt, met)


def last_active(profile_id: UUID) -> date | None:
    """Return the day of an investor's latest known activity."""
    return db.session.execute(select(last_activity()).where(MatchProfile.id == profile_id)).scalar_one()


def old_profiles(now: datetime) -> list[OldProfile]:
    """Return the profiles that take part and were confirmed (or made) more than half a year ago, with their owners."""
    since = func.coalesce(MatchProfile.confirmed_at, MatchProfile.created_at)
    colleagues = (
        select(func.array_agg(Membership.user_id))
        .where(Membership.organisation_id == MatchProfile.organisation_id)
        .correlate(MatchProfile)
        .scalar_subquery()
    )
    query = (
        select(
            MatchProfile.id,
            MatchProfile.name,
            since.label("since"),
            MatchProfile.user_id,
            colleagues.label("colleagues"),
        )
        .where(takes_part(), ~MatchProfile.reference_only, since < now - FRESH_FOR)
        .order_by(MatchProfile.id)
    )
    return [
        OldProfile(
            row.id, row.name, row.since, (row.user_id,) if row.user_id else tuple(row.colleagues or ())
        )
        for row in db.session.execute(query)
    ]
