"""What an auditor asks for beside the sheets: coverage, waivers, recusals, reopenings, the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.ties import veils
from judging.conflicts.domain import About, Relation
from judging.conflicts.domain import RequestState as AskedState
from judging.conflicts.models import ConflictWaiver, RecusalRequest
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.records.queries.scope import Scope
from judging.rounds.queries import RoundView, entries_of_round
from judging.scoring.domain import ReopeningState
from judging.scoring.models import Reopening, ScoreSheet

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One entry of the round: `assigned` judges count, `submitted` of their sheets are handed in."""

    entry_id: UUID
    number: str
    title: LocalizedText
    track_code: str
    group_code: str
    zone_code: str
    source: Any
    assigned: int
    submitted: int


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A waiver: who signed it and when, who ended it and when."""

    number: str
    judge_id: UUID
    judge_name: LocalizedText
    kinds: tuple[Relation, ...]
    reason: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A team asked that somebody does not judge its project, and what the office answered."""

    number: str
    about: About
    name: str
    reason: str
    state: AskedState
    asked_at: datetime
    answer: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReopeningRow:
    """A judge asked to change a sheet that was handed in, and who answered what."""

    number: str
    judge_id: UUID
    judge_name: LocalizedText
    reason: str
    state: ReopeningState
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the audit log about the round or one of its sheets."""

    at: datetime
    actor_name: str
    actor_role: str
    action: str
    subject_kind: str
    subject_id: UUID | None
    facts: dict[str, Any]


def coverage_rows(round_: RoundView, scope: Scope) -> list[CoverageRow]:
    """Return the entries still judged in the round with how far their panels are; two statements at least."""
    standing = Assignment.state == AssignmentState.ASSIGNED
    counts = (
        select(
            Assignment.entry_id,
            func.count().filter(standing),
            func.count().filter(standing, ScoreSheet.submitted_at.is_not(None)),
        )
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id, scope.covers(Assignment.entry_id))
        .group_by(Assignment.entry_id)
    )
    found = {row[0]: (row[1], row[2]) for row in db.session.execute(counts)}
    return [
        CoverageRow(
            one.id, one.number, one.title, one.track_code, one.group_code, one.zone_code, one.source,
            *found.get(one.id, (0, 0)),
        )
        for one in entries_of_round(round_)
        if one.id not in scope.left_out
    ]  # fmt: skip


def waiver_rows(round_id: UUID, scope: Scope) -> list[WaiverRow]:
    """Return the waivers of a round, ended ones too."""
    first, second = aliased(User), aliased(User)
    query = (
        select(ConflictWaiver, Entry.number, User.name, User.name_en, first.name, second.name)
        .join(Entry, Entry.id == ConflictWaiver.entry_id)
        .join(Judge, Judge.id == ConflictWaiver.judge_id)
        .join(User, User.id == Judge.user_id)
        .join(first, first.id == ConflictWaiver.proposed_by)
        .outerjoin(second, second.id == ConflictWaiver.confirmed_by)
        .where(ConflictWaiver.round_id == round_id, scope.covers(ConflictWaiver.entry_id))
        .order_by(Entry.number, ConflictWaiver.created_at)
    )
    return [
        WaiverRow(
            number=number,
            judge_id=one.judge_id,
            judge_name=LocalizedText(name, name_en),
            kinds=tuple(map(Relation, one.kinds)),
            reason=one.reason,
            proposed_by=proposed_by,
            proposed_at=one.created_at,
            confirmed_by=confirmed_by or "",
            confirmed_at=one.confirmed_at,
            ended_at=one.ended_at,
        )
        for one, number, name, name_en, proposed_by, confirmed_by in db.session.execute(query)
    ]


def request_rows(round_: RoundView, scope: Scope) -> list[RequestRow]:
    """Return what teams of the round's entries asked about judges."""
    judged = {one.subject_id: one.number for one in entries_of_round(round_) if one.id not in scope.left_out}
    query = select(RecusalRequest).where(RecusalRequest.project_id.in_(judged))
    return [
        RequestRow(
            number=judged[one.project_id],
            about=one.about,
            name=one.name,
            reason=one.reason,
            state=one.state,
            asked_at=one.created_at,
            answer=one.answer,
            decided_at=one.decided_at,
        )
        for one in db.session.execute(query.order_by(RecusalRequest.created_at)).scalars()
    ]


def reopening_rows(round_id: UUID, scope: Scope) -> list[ReopeningRow]:
    """Return who asked to change a sheet that was handed in."""
    decider = aliased(User)
    query = (
        select(Reopening, Entry.number, Assignment.judge_id, User.name, User.name_en, decider.name)
        .join(Assignment, Assignment.id == Reopening.assignment_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .outerjoin(decider, decider.id == Reopening.decided_by)
        .where(Assignment.round_id == round_id, scope.covers(Assignment.entry_id))
        .order_by(Reopening.asked_at, Reopening.id)
    )
    return [
        ReopeningRow(
            number=number,
            judge_id=judge_id,
            judge_name=LocalizedText(name, name_en),
            reason=one.reason,
            state=one.state,
            asked_at=one.asked_at,
            decided_by=decided_by or "",
            decided_at=one.decided_at,
            answer=one.answer,
        )
        for one, number, judge_id, name, name_en, decided_by in db.session.execute(query)
    ]


def event_rows(actor: Actor, round_id: UUID, scope: Scope) -> Iterator[EventRow]:
    """Give the log of a round, the earliest first.

    To whoever is tied to an entry only the events of the sheets that may be read: those of the round itself count
    what was assigned and decided.
    """
    of_sheets = select(Assignment.id).where(
        Assignment.round_id == round_id, scope.covers(Assignment.entry_id)
    )
    about: ColumnElement[bool] = AuditEvent.subject_id.in_(of_sheets)
    if not scope.is_tied:
        about = or_(
            about, AuditEvent.subject_id == round_id, AuditEvent.facts["round"].astext == str(round_id)
        )
    query = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(about)
        .order_by(AuditEvent.at, AuditEvent.id)
    )
    hidden = veils.objects(actor)
    if hidden:
        query = query.where(or_(AuditEvent.subject_id.is_(None), AuditEvent.subject_id.not_in(hidden)))
    for event, name in db.session.execute(query, execution_options={"yield_per": AT_ONCE}):
        yield EventRow(
            event.at,
            name or "",
            event.actor_role,
            event.action,
            event.subject_kind,
            event.subject_id,
            event.facts,
        )
