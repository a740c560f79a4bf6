"""The stage as it stands: its clock, who pitches in which order, and how the order was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.queries import EntryView, view_of
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from judging.live.domain import RevealRule, Timer, commitment, seed_of
from judging.live.models import LiveArrival, LiveDraw, LivePitch, LiveSession
from judging.ranking.queries import section_of
from judging.rounds.queries import RoundView, judged_in
from judging.scoring.models import ScoreSheet


@dataclass(frozen=True, slots=True)
class PitchView:
    """One entry on its way over the stage."""

    entry: EntryView
    section: str
    position: int | None
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    revealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw with all that is needed to repeat it. A `late` one placed the entries of `order` behind all others."""

    number: int
    secret: str
    word: str
    reason: str
    late: bool
    order: tuple[str, ...]
    drawn_at: datetime

    @property
    def commitment(self) -> str:
        """Return what was public before this draw."""
        return commitment(self.secret)

    @property
    def seed(self) -> str:
        return seed_of(self.secret, self.word)


@dataclass(frozen=True, slots=True)
class StageView:
    """The stage of a round. `pitches` in the order they are drawn; `commitment` is that of the next draw."""

    id: UUID
    round_id: UUID
    timer: Timer
    on_stage: UUID | None
    reveal: RevealRule
    section: str
    watched: bool
    frozen: tuple[dict[str, Any], ...] | None
    frozen_at: datetime | None
    commitment: str
    version: int
    has_begun: bool  # also where only somebody who withdrew since has pitched
    pitches: tuple[PitchView, ...]
    draws: tuple[DrawView, ...]

    @property
    def current(self) -> PitchView | None:
        """Return who is on stage."""
        return next((one for one in self.pitches if one.entry.id == self.on_stage), None)

    @property
    def up_next(self) -> PitchView | None:
        """Return the first team in the room that has not pitched yet."""
        return next((one for one in self.waiting if one.arrived_at), None)

    @property
    def waiting(self) -> tuple[PitchView, ...]:
        """Return those drawn who have not pitched yet."""
        return tuple(one for one in self.pitches if one.position is not None and one.started_at is None)

    @property
    def undrawn(self) -> tuple[PitchView, ...]:
        return tuple(one for one in self.pitches if one.position is None)

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(sorted({one.section for one in self.pitches}))


def find_stage(round_: RoundView) -> StageView | None:
    """Return the stage of a round, None before it is prepared; three statements."""
    begun = select(LivePitch.id).where(
        LivePitch.session_id == LiveSession.id, LivePitch.started_at.is_not(None)
    )
    query = select(LiveSession, begun.exists().label("begun")).where(LiveSession.round_id == round_.id)
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    row = found[0]
    return StageView(
        id=row.id,
        round_id=row.round_id,
        timer=row.timer,
        on_stage=row.on_stage,
        reveal=row.reveal,
        section=row.section,
        watched=row.watched,
        frozen=None if row.frozen is None else tuple(row.frozen),
        frozen_at=row.frozen_at,
        commitment=commitment(row.secret),
        version=row.version,
        has_begun=found.begun,
        pitches=_pitches(row.id, round_),
        draws=_draws(row.id),
    )


def get_stage(round_: RoundView) -> StageView:
    """Return the stage of a round; raise NotFound."""
    found = find_stage(round_)
    if found is None:
        raise NotFound(kind="live")
    return found


def _pitches(session_id: UUID, round_: RoundView) -> tuple[PitchView, ...]:
    """Return the entries that have a place, and those the round judges now: who came since has no row here yet."""
    way = LivePitch.position, LivePitch.arrived_at, LivePitch.started_at, LivePitch.ended_at
    query = (
        select(Entry, *way, LivePitch.revealed_at)
        .outerjoin(LivePitch, and_(LivePitch.entry_id == Entry.id, LivePitch.session_id == session_id))
        .where(Entry.state == EntryState.ACTIVE, or_(LivePitch.position.is_not(None), judged_in(round_)))
        .order_by(LivePitch.position.nulls_last(), Entry.number)
    )
    found = ((view_of(row[0]), row[1:]) for row in db.session.execute(query))
    return tuple(PitchView(entry, section_of(round_, entry), *times) for entry, times in found)


def _draws(session_id: UUID) -> tuple[DrawView, ...]:
    query = select(LiveDraw).where(LiveDraw.session_id == session_id).order_by(LiveDraw.number)
    return tuple(
        DrawView(row.number, row.secret, row.word, row.reason, row.late, tuple(row.order), row.drawn_at)
        for row in db.session.execute(query).scalars()
    )


def locked(round_id: UUID) -> LiveSession:
    """Return the stage with its row locked: stage managers wait for each other here. Raise NotFound."""
    return get_locked(select(LiveSession).where(LiveSession.round_id == round_id), kind="live")


def pitch_rows(session_id: UUID) -> dict[UUID, LivePitch]:
    """Return entry -> its row, to be written under the lock of the stage."""
    query = select(LivePitch).where(LivePitch.session_id == session_id)
    rows = db.session.execute(query.execution_options(populate_existing=True)).scalars()
    return {row.entry_id: row for row in rows}


def judges_there(session_id: UUID) -> frozenset[UUID]:
    """Return the judges who are in the room."""
    query = select(LiveArrival.judge_id).where(LiveArrival.session_id == session_id)
    return frozenset(db.session.execute(query).scalars())


def stamp(round_id: UUID) -> str:
    """Return what changes whenever the stage or a sheet handed in does; it is for those who run the stage alone."""
    sheets = (
        select(func.coalesce(func.sum(ScoreSheet.version), 0))
        .where(ScoreSheet.round_id == round_id, ScoreSheet.submitted_at.is_not(None))
        .scalar_subquery()
    )
    query = select(LiveSession.version, sheets).where(LiveSession.round_id == round_id)
    row = db.session.execute(query).one_or_none()
    return "0.0" if row is None else f"{row[0]}.{row[1]}"
