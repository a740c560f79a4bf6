"""How far a round is by track and zone, how entries are covered, how totals are distributed.

What the reader is tied to counts nowhere; totals of what it competes with neither, until the results are public.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.queries import not_about
from contest.kernel.db import db
from judging.cockpit.domain import BIN
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.queries import RoundView, judged_in
from judging.scoring.models import ScoreSheet


@dataclass(frozen=True, slots=True)
class Part:
    """One track or zone: `submitted` of `assigned` sheets."""

    code: str
    assigned: int
    submitted: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A round by track and by zone; `begun` sheets are drafts."""

    assigned: int
    submitted: int
    begun: int
    tracks: tuple[Part, ...]
    zones: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The entries judged: `by_sheets` counts them by sheets handed in; `short` have fewer judges than required."""

    entries: int
    by_sheets: dict[int, int]
    short: int
    complete: int


def _standing(round_: RoundView, subjects: Collection[UUID]) -> ColumnElement[bool]:
    return and_(
        Assignment.round_id == round_.id,
        Assignment.state == AssignmentState.ASSIGNED,
        Entry.state == EntryState.ACTIVE,
        not_about(Assignment.entry_id, subjects),
    )


def progress_of(round_: RoundView, subjects: Collection[UUID]) -> Progress:
    """Return how far the sheets are; `subjects` are those the reader is tied to."""
    submitted = func.count(ScoreSheet.submitted_at)
    query = (
        select(
            Entry.track_code,
            Entry.zone_code,
            func.count().label("assigned"),
            submitted.label("submitted"),
            (func.count(ScoreSheet.assignment_id) - submitted).label("begun"),
        )
        .select_from(Assignment)
        .join(Entry, Entry.id == Assignment.entry_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(_standing(round_, subjects))
        .group_by(Entry.track_code, Entry.zone_code)
    )
    rows = db.session.execute(query).all()
    return Progress(
        assigned=sum(row.assigned for row in rows),
        submitted=sum(row.submitted for row in rows),
        begun=sum(row.begun for row in rows),
        tracks=_parts(rows, "track_code"),
        zones=_parts(rows, "zone_code"),
    )


def _parts(rows: Collection[Any], name: str) -> tuple[Part, ...]:
    codes = sorted({getattr(row, name) for row in rows})
    return tuple(
        Part(
            code,
            sum(row.assigned for row in rows if getattr(row, name) == code),
            sum(row.submitted for row in rows if getattr(row, name) == code),
        )
        for code in codes
    )


def coverage_of(round_: RoundView, subjects: Collection[UUID]) -> Coverage:
    """Return how many entries have how many judges and sheets, those without any too."""
    per_entry = (
        select(
            Assignment.entry_id,
            func.count().label("assigned"),
            func.count(ScoreSheet.submitted_at).label("submitted"),
        )
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id, Assignment.state == AssignmentState.ASSIGNED)
        .group_by(Assignment.entry_id)
        .subquery()
    )
    assigned = func.coalesce(per_entry.c.assigned, 0)
    sheets = func.coalesce(per_entry.c.submitted, 0)
    query = (
        select(
            sheets.label("sheets"),
            func.count().label("entries"),
            func.count().filter(assigned < round_.judges_per_entry).label("short"),
        )
        .select_from(Entry)
        .outerjoin(per_entry, per_entry.c.entry_id == Entry.id)
        .where(judged_in(round_), not_about(Entry.id, subjects))
        .group_by(sheets)
    )
    rows = db.session.execute(query).all()
    return Coverage(
        entries=sum(row.entries for row in rows),
        by_sheets={row.sheets: row.entries for row in rows},
        short=sum(row.short for row in rows),
        complete=sum(row.entries for row in rows if row.sheets >= round_.judges_per_entry),
    )


def scores_of(round_: RoundView, subjects: Collection[UUID], rivals: Collection[UUID]) -> dict[int, int]:
    """Return how many totals of sheets there are by `BIN` points, without those of `rivals`.

    These are the entries that compete with what the reader is tied to (ranking.queries.rivals_of).
    """
    bin_ = cast(func.floor(ScoreSheet.total / BIN), Integer)
    where = and_(_standing(round_, subjects), ScoreSheet.total.is_not(None))
    if rivals:
        where = and_(where, Assignment.entry_id.not_in(rivals))
    query = (
        select(bin_, func.count())
        .select_from(Assignment)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(where)
        .group_by(bin_)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
