"""Judges with sheets left, and who was reminded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.queries import not_about
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.notices.models import Notice
from judging.cockpit.domain import Group
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.scoring.models import ScoreSheet


@dataclass(frozen=True, slots=True)
class JudgeLeft:
    """One judge: `submitted` of `assigned` sheets, drafts among the rest, when one was saved last."""

    judge_id: UUID
    user_id: UUID
    name: LocalizedText
    assigned: int
    submitted: int
    begun: int
    last_at: datetime | None

    @property
    def left(self) -> int:
        return self.assigned - self.submitted


@dataclass(frozen=True, slots=True)
class Judges:
    """All judges with entries of a round, who has most left first."""

    lines: tuple[JudgeLeft, ...]

    @property
    def finished(self) -> int:
        return sum(not one.left for one in self.lines)

    @property
    def untouched(self) -> int:
        return sum(_untouched(one) for one in self.lines)

    def of(self, group: Group) -> tuple[JudgeLeft, ...]:
        """Return those of a group."""
        return tuple(one for one in self.lines if one.left and (group == Group.LEFT or _untouched(one)))


def _untouched(one: JudgeLeft) -> bool:
    return one.last_at is None and one.assigned > 0


def judges_left(round_id: UUID, subjects: Collection[UUID]) -> Judges:
    """Return how far each judge is; sheets on `subjects`, to which the reader is tied, count nowhere."""
    assigned = func.count()
    submitted = func.count(ScoreSheet.submitted_at)
    query = (
        select(
            Assignment.judge_id,
            assigned.label("assigned"),
            submitted.label("submitted"),
            (func.count(ScoreSheet.assignment_id) - submitted).label("begun"),
            func.max(ScoreSheet.updated_at).label("last_at"),
        )
        .join(Entry, Entry.id == Assignment.entry_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ASSIGNED,
            Entry.state == EntryState.ACTIVE,
            not_about(Assignment.entry_id, subjects),
        )
        .group_by(Assignment.judge_id)
        .subquery()
    )
    rows = db.session.execute(
        select(query, User.id, User.name, User.name_en)
        .join(Judge, Judge.id == query.c.judge_id)
        .join(User, User.id == Judge.user_id)
        .order_by((query.c.assigned - query.c.submitted).desc(), User.name, Judge.id)
    )
    return Judges(tuple(_line(row) for row in rows))


def _line(row: Any) -> JudgeLeft:
    name = LocalizedText(row.name, row.name_en)
    return JudgeLeft(row.judge_id, row.id, name, row.assigned, row.submitted, row.begun, row.last_at)


def reminded_since(round_id: UUID, since: datetime) -> dict[UUID, datetime]:
    """Return user -> when last reminded of a round, for those reminded since."""
    query = (
        select(Notice.user_id, func.max(Notice.created_at))
        .where(Notice.once_key.startswith(f"judging_reminded:{round_id}:"), Notice.created_at >= since)
        .group_by(Notice.user_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
