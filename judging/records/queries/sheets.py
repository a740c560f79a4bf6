"""Every sheet of a round, whatever its state, in a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.calibration.queries import find_run, judges_of
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.records.queries.scope import Scope
from judging.scoring.models import ScoreSheet

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One judge's sheet on one entry, or the assignment without one. Marks and comments of sheets handed in alone:
    a draft is its judge's own."""

    entry_id: UUID
    number: str
    title: LocalizedText
    track_code: str
    group_code: str
    zone_code: str
    entry_state: EntryState
    judge_id: UUID
    judge_name: LocalizedText
    assignment_id: UUID
    assignment_state: AssignmentState
    affinity: float | None
    assigned_at: datetime
    recused_at: datetime | None
    recusal_reason: str
    begun: bool
    marks: Mapping[str, Any]
    notes: Mapping[str, str]
    comment: str
    total: Decimal | None
    version: int
    submitted_at: datetime | None


def sheet_count(round_id: UUID, scope: Scope) -> int:
    """Return how many rows `sheet_rows` gives."""
    query = select(func.count()).where(Assignment.round_id == round_id, scope.covers(Assignment.entry_id))
    return int(db.session.execute(query).scalar_one())


def sheet_rows(round_id: UUID, scope: Scope) -> Iterator[SheetRow]:
    """Give every assignment of a round with its sheet, by entry and judge, without loading them all at once."""
    query = (
        select(
            Entry.id,
            Entry.number,
            Entry.title,
            Entry.track_code,
            Entry.group_code,
            Entry.zone_code,
            Entry.state,
            Judge.id,
            User.name,
            User.name_en,
            Assignment.id,
            Assignment.state,
            Assignment.affinity,
            Assignment.created_at,
            Assignment.recused_at,
            Assignment.recusal_reason,
            ScoreSheet.version,
            ScoreSheet.marks,
            ScoreSheet.notes,
            ScoreSheet.comment,
            ScoreSheet.total,
            ScoreSheet.submitted_at,
        )
        .select_from(Assignment)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id, scope.covers(Assignment.entry_id))
        .order_by(Entry.number, Entry.id, Assignment.id)
    )
    for row in db.session.execute(query, execution_options={"yield_per": AT_ONCE}):
        yield _row(row)


def _row(row: Any) -> SheetRow:
    entry, assignment = row[:7], row[10:15]
    judge, name, name_en = row[7:10]
    reason, version, marks, notes, comment, total, submitted_at = row[15:]
    handed_in = submitted_at is not None
    values = (
        *(*entry, judge, LocalizedText(name, name_en), *assignment, reason or "", version is not None),
        *((marks, notes, comment) if handed_in else ({}, {}, "")),
        *(total, version or 0, submitted_at),
    )
    return SheetRow(*values)


def severities(round_id: UUID, scope: Scope) -> dict[UUID, float]:
    """Return judge -> points that the latest calibration adds for severity.

    Nothing while it is out of date, and nothing for whoever is tied to an entry: severities tell of every sheet.
    """
    run = find_run(round_id)
    if scope.is_tied or run is None or not run.fresh:
        return {}
    return {one.judge_id: one.severity for one in judges_of(run.id)}
