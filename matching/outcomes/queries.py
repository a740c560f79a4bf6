"""Reads about outcomes, scoped by whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.landings.domain import Milestone
from matching.introductions import queries as introduction_queries
from matching.introductions.domain import IntroductionState, Side
from matching.introductions.models import DoubleOptIn, Introduction
from matching.introductions.queries import IntroductionView
from matching.outcomes.domain import ANSWER_WITHIN, ASK_AFTER, OutcomeState, state_at
from matching.outcomes.models import Outcome, Reported


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One reported outcome with both sides of its introduction, which the predicates ask about."""

    id: UUID
    introduction_id: UUID
    project_id: UUID
    project_name: LocalizedText
    profile_id: UUID
    profile_name: LocalizedText
    kind: str
    member_ids: frozenset[UUID]
    leader_id: UUID | None
    organisation_id: UUID | None
    owner_id: UUID | None
    milestone: Milestone
    happened_on: date
    amount_cents: int | None
    currency: str
    note: str
    state: OutcomeState
    side: Side
    reported_by: UUID | None
    answer_note: str
    created_at: datetime
    answered_at: datetime | None


def of_introduction(actor: Actor, introduction_id: UUID) -> tuple[IntroductionView, list[OutcomeView]]:
    """Return an introduction the actor may see and what was reported of it, the latest first; raise NotFound."""
    introduction = introduction_queries.get_introduction(actor, introduction_id)
    query = (
        select(Outcome)
        .where(Outcome.introduction_id == introduction_id)
        .order_by(Outcome.happened_on.desc(), Outcome.id.desc())
    )
    now = clock.now()
    return introduction, [_view(row, introduction, now) for row in db.session.execute(query).scalars()]


def get_outcome(actor: Actor, outcome_id: UUID) -> OutcomeView:
    """Return one outcome of an introduction the actor may see; raise NotFound."""
    row = db.session.get(Outcome, outcome_id)
    if row is None:
        raise NotFound(kind="outcome")
    return _view(row, introduction_queries.get_introduction(actor, row.introduction_id), clock.now())


def locked(outcome_id: UUID) -> Outcome:
    """Return the outcome with its row locked; raise NotFound."""
    return get_locked(select(Outcome).where(Outcome.id == outcome_id), kind="outcome")


def overdue(table: type[Reported]) -> list[UUID]:
    """Return the reports of a table that nobody answered in time, the oldest first."""
    query = select(table.id).where(
        table.state == OutcomeState.REPORTED, table.created_at <= clock.now() - ANSWER_WITHIN
    )
    return list(db.session.execute(query.order_by(table.created_at, table.id)).scalars())


def silent(table: type[DoubleOptIn], report: type[Reported]) -> list[UUID]:
    """Return the introductions of a table open for a month of which nobody has reported anything."""
    since = clock.now() - ASK_AFTER
    told = select(report.id).where(report.introduction_id == table.id)
    query = select(table.id).where(
        table.state == IntroductionState.OPEN,
        table.answered_at <= since,
        # Whoever said nothing for two months more is not asked again.
        table.answered_at > since - 2 * ASK_AFTER,
        ~told.exists(),
    )
    return list(db.session.execute(query.order_by(table.id)).scalars())


def counts(season_id: UUID) -> dict[Milestone, int]:
    """Return how many projects of a season reached each milestone, both sides agreeing.

    Who joined a team is counted with the people who offer themselves.
    """
    query = (
        select(Outcome.milestone, func.count(Introduction.project_id.distinct()))
        .join(Introduction, Introduction.id == Outcome.introduction_id)
        .where(Introduction.season_id == season_id, Outcome.state == OutcomeState.CONFIRMED)
        .group_by(Outcome.milestone)
    )
    found = {row[0]: row[1] for row in db.session.execute(query)}
    asked = [milestone for milestone in Milestone if milestone is not Milestone.JOINED]
    return {milestone: found.get(milestone, 0) for milestone in asked}


def _view(row: Any, introduction: IntroductionView, now: datetime) -> OutcomeView:
    return OutcomeView(
        id=row.id,
        introduction_id=introduction.id,
        project_id=introduction.project_id,
        project_name=introduction.project_name,
        profile_id=introduction.profile_id,
        profile_name=introduction.profile_name,
        kind=introduction.kind.value,
        member_ids=introduction.member_ids,
        leader_id=introduction.leader_id,
        organisation_id=introduction.organisation_id,
        owner_id=introduction.owner_id,
        milestone=row.milestone,
        happened_on=row.happened_on,
        amount_cents=row.amount_cents,
        currency=row.currency,
        note=row.note,
        state=state_at(row.state, row.created_at, now),
        side=row.side,
        reported_by=row.reported_by,
        answer_note=row.answer_note,
        created_at=row.created_at,
        answered_at=row.answered_at,
    )
