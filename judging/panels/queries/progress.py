"""How far the judges of a round are. For the office and the zone's officer alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, column, func, select, table

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.queries import not_about
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.ties import veils
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.queries import get_round

SHEETS = table("score_sheets", column("assignment_id"), column("submitted_at"), column("updated_at"))
STANDING = (Assignment.state == AssignmentState.ASSIGNED) & (Entry.state == EntryState.ACTIVE)
DONE = STANDING & SHEETS.c.submitted_at.is_not(None)


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """One judge: `submitted` of `assigned` sheets, how many begun, how many recused, and the latest save."""

    judge_id: UUID
    name: LocalizedText
    assigned: int
    submitted: int
    begun: int
    recused: int
    last_at: datetime | None

    @property
    def left(self) -> int:
        return self.assigned - self.submitted


@dataclass(frozen=True, slots=True)
class TrackLine:
    """One track: `submitted` of `assigned` sheets over its entries."""

    track_code: str
    entries: int
    assigned: int
    submitted: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A round by judge and by track."""

    judges: tuple[JudgeLine, ...]
    tracks: tuple[TrackLine, ...]

    @property
    def assigned(self) -> int:
        return sum(line.assigned for line in self.judges)

    @property
    def submitted(self) -> int:
        return sum(line.submitted for line in self.judges)


def progress_of(actor: Actor, round_id: UUID) -> Progress:
    """Return how far the round is: who has most left comes first.

    What the actor is tied to counts nowhere. Raises NotFound, Forbidden."""
    authorise(actor, Permission.VIEW_PROGRESS, get_round(actor, round_id))
    concerned = (Assignment.round_id == round_id) & not_about(Assignment.entry_id, veils.subjects(actor))
    return Progress(judges=_by_judge(concerned), tracks=_by_track(concerned))


def _joined(*columns: Any) -> Any:
    return (
        select(*columns)
        .join(Entry, Entry.id == Assignment.entry_id)
        .outerjoin(SHEETS, SHEETS.c.assignment_id == Assignment.id)
    )


def _by_judge(concerned: ColumnElement[bool]) -> tuple[JudgeLine, ...]:
    assigned = func.count().filter(STANDING)
    submitted = func.count().filter(DONE)
    query = (
        _joined(
            Assignment.judge_id,
            User.name,
            User.name_en,
            assigned,
            submitted,
            func.count(SHEETS.c.assignment_id).filter(STANDING) - submitted,
            func.count().filter(Assignment.state == AssignmentState.RECUSED),
            func.max(SHEETS.c.updated_at),
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(concerned)
        .group_by(Assignment.judge_id, User.id)
        .order_by((assigned - submitted).desc(), User.name, Assignment.judge_id)
    )
    return tuple(
        JudgeLine(row[0], LocalizedText(row[1], row[2]), *row[3:]) for row in db.session.execute(query)
    )


def _by_track(concerned: ColumnElement[bool]) -> tuple[TrackLine, ...]:
    query = (
        _joined(
            Entry.track_code,
            func.count(Entry.id.distinct()).filter(STANDING),
            func.count().filter(STANDING),
            func.count().filter(DONE),
        )
        .where(concerned)
        .group_by(Entry.track_code)
        .order_by(Entry.track_code)
    )
    return tuple(TrackLine(*row) for row in db.session.execute(query))
