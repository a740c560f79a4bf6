"""Reads for the scoring desk, for progress and for ranking. A judge sees one's own assignments only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, func, select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect
from judging.conflicts.queries import conflicted_on_desk
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.scoring.domain import SheetState, loaded
from judging.scoring.models import ScoreSheet

LEFT = (SheetState.DRAFT, SheetState.TODO)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One entry on a judge's desk. `version` is the sheet's, 0 before the first save."""

    assignment_id: UUID
    round_id: UUID
    round_name: LocalizedText
    entry_id: UUID
    subject_id: UUID
    submission_id: UUID | None
    number: str
    title: LocalizedText
    track_code: str
    group_code: str
    judge_id: UUID
    judge_user_id: UUID
    assignment_state: AssignmentState
    entry_state: EntryState
    round_state: RoundState
    closes_at: datetime
    blind: bool
    state: SheetState
    marks: dict[str, Decimal]
    notes: dict[str, str]
    comment: str
    total: Decimal | None
    version: int
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeskRound:
    """A judge's work in one round."""

    round_id: UUID
    name: LocalizedText
    open: bool
    closes_at: datetime
    left: tuple[QueueItem, ...]
    submitted: tuple[QueueItem, ...]

    @property
    def total(self) -> int:
        return len(self.left) + len(self.submitted)


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """How far one judge is in a round."""

    judge_id: UUID
    assigned: int
    submitted: int
    drafts: int
    recused: int


@dataclass(frozen=True, slots=True)
class ValidSheet:
    """A submitted sheet that counts: its assignment stands and its entry is still judged."""

    entry_id: UUID
    judge_id: UUID
    total: Decimal
    marks: dict[str, Decimal]


# Columns rather than entities: a desk lists a hundred rows and changes none. In the order of QueueItem.
COLUMNS = (
    Assignment.id,
    Assignment.round_id,
    Round.name,
    Entry.id,
    Entry.subject_id,
    Entry.submission_id,
    Entry.number,
    Entry.title,
    Entry.track_code,
    Entry.group_code,
    Assignment.judge_id,
    Judge.user_id,
    Assignment.state,
    Entry.state,
    Round.state,
    Round.closes_at,
    Round.blind,
)
SHEET = (
    ScoreSheet.marks,
    ScoreSheet.notes,
    ScoreSheet.comment,
    ScoreSheet.total,
    ScoreSheet.version,
    ScoreSheet.submitted_at,
)


@cache
def _own() -> AnySelect:
    """Return the query of the assignments of a judge (`user_id`), those in conflict too: `_without_conflicts`.

    Nobody else sees a judge's sheet through here, the office included: it reads results after they are decided.
    """
    query: AnySelect = (
        select(*COLUMNS, *SHEET)
        .select_from(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Round, Round.id == Assignment.round_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Judge.user_id == bindparam("user_id"), Round.state != RoundState.DRAFT)
    )
    return query


@cache
def _queue(*, of_round: bool, open_only: bool) -> AnySelect:
    """Return the query of what is on the desk, of one round (`round_id`) or all. Built once of each kind."""
    query = _own().where(Assignment.state == AssignmentState.ASSIGNED, Entry.state == EntryState.ACTIVE)
    if of_round:
        query = query.where(Assignment.round_id == bindparam("round_id"))
    if open_only:
        query = query.where(Round.state == RoundState.OPEN)
    opened = case((Round.state == RoundState.OPEN, 0), else_=1)
    return query.order_by(opened, Round.closes_at, Entry.number, Assignment.id)


def _item(row: Any) -> QueueItem:
    known, (marks, notes, comment, total, version, submitted_at) = row[: len(COLUMNS)], row[len(COLUMNS) :]
    begun = SheetState.TODO if marks is None else SheetState.DRAFT
    state = SheetState.SUBMITTED if submitted_at else begun
    values = (
        *known,
        state,
        loaded(marks or {}),
        notes or {},
        comment or "",
        total,
        version or 0,
        submitted_at,
    )
    return QueueItem(*values)


def queue(actor: Actor, *, round_id: UUID | None = None, open_only: bool = False) -> list[QueueItem]:
    """Return the judge's assignments: what is open first, in the order of the numbers. One statement."""
    query = _queue(of_round=round_id is not None, open_only=open_only)
    rows = db.session.execute(query, {"user_id": actor.user_id, "round_id": round_id})
    return _without_conflicts([_item(row) for row in rows])


def _without_conflicts(items: list[QueueItem]) -> list[QueueItem]:
    """Leave out what the judge may neither see nor score: a tie may have appeared after the panel was made."""
    if not items:
        return items
    own = items[0]
    about = {item.entry_id: item.subject_id for item in items}
    hidden = conflicted_on_desk(own.judge_id, own.judge_user_id, about)
    return [item for item in items if item.entry_id not in hidden]


def get_assignment(actor: Actor, assignment_id: UUID) -> QueueItem:
    """Return one of the judge's assignments, ended ones too; raise NotFound."""
    query = _own().where(Assignment.id == assignment_id)
    row = db.session.execute(query, {"user_id": actor.user_id}).one_or_none()
    found = _without_conflicts([_item(row)]) if row is not None else []
    if not found:
        raise NotFound(kind="assignment")
    return found[0]


def locked(assignment_id: UUID) -> tuple[Assignment, ScoreSheet | None]:
    """Return the assignment, its row locked, and its sheet: writers of one sheet wait for each other here."""
    assignment = get_locked(select(Assignment).where(Assignment.id == assignment_id), kind="assignment")
    query = select(ScoreSheet).where(ScoreSheet.assignment_id == assignment_id)
    sheet = db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    return assignment, sheet


def progress(round_id: UUID) -> list[JudgeProgress]:
    """Return how far each judge is, for whoever may see progress; says nothing about single entries."""
    standing = Assignment.state == AssignmentState.ASSIGNED
    query = (
        select(
            Assignment.judge_id,
            func.count().filter(standing, Entry.state == EntryState.ACTIVE),
            func.count().filter(
                standing, Entry.state == EntryState.ACTIVE, ScoreSheet.submitted_at.is_not(None)
            ),
            func.count().filter(
                standing,
                Entry.state == EntryState.ACTIVE,
                ScoreSheet.assignment_id.is_not(None),
                ScoreSheet.submitted_at.is_(None),
            ),
            func.count().filter(Assignment.state == AssignmentState.RECUSED),
        )
        .join(Entry, Entry.id == Assignment.entry_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id)
        .group_by(Assignment.judge_id)
    )
    return [JudgeProgress(*row) for row in db.session.execute(query)]


def valid_sheets(round_id: UUID) -> list[ValidSheet]:
    """Return the sheets a ranking is made from."""
    query = (
        select(Assignment.entry_id, Assignment.judge_id, ScoreSheet.total, ScoreSheet.marks)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ASSIGNED,
            Entry.state == EntryState.ACTIVE,
            ScoreSheet.submitted_at.is_not(None),
        )
        .order_by(Assignment.entry_id, Assignment.judge_id)
    )
    return [ValidSheet(row[0], row[1], row[2], loaded(row[3])) for row in db.session.execute(query)]


def left_of(items: Iterable[QueueItem]) -> int:
    """Return how many of a queue are not submitted yet."""
    return sum(item.state is not SheetState.SUBMITTED for item in items)


def desk_of(items: Iterable[QueueItem]) -> list[DeskRound]:
    """Sort a queue by its rounds, in their order, and by what is left to do: what was begun comes before the rest."""
    rounds: dict[UUID, list[QueueItem]] = {}
    for item in items:
        rounds.setdefault(item.round_id, []).append(item)
    return [
        DeskRound(
            round_id=round_id,
            name=all_[0].round_name,
            open=all_[0].round_state is RoundState.OPEN,
            closes_at=all_[0].closes_at,
            left=tuple(item for state in LEFT for item in all_ if item.state is state),
            submitted=tuple(item for item in all_ if item.state is SheetState.SUBMITTED),
        )
        for round_id, all_ in rounds.items()
    ]
