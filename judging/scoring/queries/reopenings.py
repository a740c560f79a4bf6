"""Requests to change a submitted sheet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.queries import not_about
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.ties import veils
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.scoring.domain import ReopeningState
from judging.scoring.models import Reopening


@dataclass(frozen=True, slots=True)
class ReopeningView:
    """A request with who asked and who answered; what the sheet says is not part of it."""

    id: UUID
    round_id: UUID
    number: str
    title: LocalizedText
    judge_name: str
    judge_user_id: UUID
    reason: str
    state: ReopeningState
    asked_at: datetime
    decided_by: str
    answer: str


def reopenings_of_round(actor: Actor, round_id: UUID) -> list[ReopeningView]:
    """Return the requests of a round: those that wait first, then the latest.

    None on what the actor is tied to: a request tells who judges it.
    """
    decider = aliased(User)
    query = (
        select(Reopening, Assignment.round_id, Entry.number, Entry.title, User.name, User.id, decider.name)
        .join(Assignment, Assignment.id == Reopening.assignment_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .outerjoin(decider, decider.id == Reopening.decided_by)
        .where(Assignment.round_id == round_id, not_about(Assignment.entry_id, veils.subjects(actor)))
        .order_by((Reopening.state == ReopeningState.ASKED).desc(), Reopening.asked_at.desc(), Reopening.id)
    )
    return [
        ReopeningView(
            id=one.id,
            round_id=of,
            number=number,
            title=title,
            judge_name=judge,
            judge_user_id=judge_user,
            reason=one.reason,
            state=one.state,
            asked_at=one.asked_at,
            decided_by=decided_by or "",
            answer=one.answer,
        )
        for one, of, number, title, judge, judge_user, decided_by in db.session.execute(query)
    ]


def pending_reopening(assignment_id: UUID) -> bool:
    """Say whether a request for this sheet waits."""
    query = select(Reopening.id).where(
        Reopening.assignment_id == assignment_id, Reopening.state == ReopeningState.ASKED
    )
    return db.session.execute(query).first() is not None


def waiting_numbers(round_id: UUID) -> list[str]:
    """Return the numbers of the entries on which a request waits for a sheet that counts, each once."""
    query = (
        select(Entry.number)
        .join(Assignment, Assignment.entry_id == Entry.id)
        .join(Reopening, Reopening.assignment_id == Assignment.id)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ASSIGNED,
            Entry.state == EntryState.ACTIVE,
            Reopening.state == ReopeningState.ASKED,
        )
        .distinct()
        .order_by(Entry.number)
    )
    return list(db.session.execute(query).scalars())


def waiting_reopenings(round_id: UUID, subjects: Collection[UUID]) -> int:
    """Return how many requests wait, those about `subjects` (what the reader is tied to) left out."""
    query = (
        select(func.count())
        .select_from(Reopening)
        .join(Assignment, Assignment.id == Reopening.assignment_id)
        .where(
            Assignment.round_id == round_id,
            Reopening.state == ReopeningState.ASKED,
            not_about(Assignment.entry_id, subjects),
        )
    )
    return int(db.session.execute(query).scalar_one())
