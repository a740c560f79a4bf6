"""The stage of a live round: its clock and board, the draws of its order, who pitches, who is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.live.domain import Minutes, Phase, RevealRule, Timer


class LiveSession(Base):
    """The stage of one round. `version` counts what the stage managers did: two who press at once press once.

    `section` is the part of the round whose board is shown; `frozen` the board as it was when it was frozen. A
    trigger tells those who listen (`haiju_live`) whenever a row changes, and whenever a sheet of the round is
    handed in.
    """

    __tablename__ = "live_sessions"
    __table_args__ = (
        UniqueConstraint("round_id"),
        CheckConstraint("pitch_minutes BETWEEN 1 AND 60", name="pitch_minutes"),
        CheckConstraint("question_minutes BETWEEN 0 AND 60", name="question_minutes"),
        CheckConstraint("scoring_minutes BETWEEN 0 AND 60", name="scoring_minutes"),
        CheckConstraint("(phase = 'waiting') = (phase_started_at IS NULL)", name="phase_runs"),
        CheckConstraint("phase = 'waiting' OR on_stage IS NOT NULL", name="somebody_on_stage"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    pitch_minutes: Mapped[int]
    question_minutes: Mapped[int]
    scoring_minutes: Mapped[int]
    on_stage: Mapped[UUID | None] = mapped_column(ForeignKey("entries.id"))
    phase: Mapped[Phase] = mapped_column(server_default="waiting")
    phase_started_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    extra_seconds: Mapped[int] = mapped_column(server_default=text("0"))
    reveal: Mapped[RevealRule] = mapped_column(server_default="by_entry")
    section: Mapped[str] = mapped_column(server_default="")
    watched: Mapped[bool] = mapped_column(server_default=text("false"))  # the public page is open
    frozen: Mapped[list[Any] | None]
    frozen_at: Mapped[datetime | None]
    secret: Mapped[str]  # of the next draw; only its digest is shown until then
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]

    @property
    def timer(self) -> Timer:
        """Return the clock on stage."""
        minutes = Minutes(self.pitch_minutes, self.question_minutes, self.scoring_minutes)
        return Timer(minutes, self.phase, self.phase_started_at, self.paused_at, self.extra_seconds)

    def set_timer(self, timer: Timer) -> None:
        """Keep what the clock says."""
        self.phase, self.phase_started_at = timer.phase, timer.started_at
        self.paused_at, self.extra_seconds = timer.paused_at, timer.extra


class LiveDraw(Base):
    """One draw, with all that is needed to repeat it. A draw that was replaced stays, with the reason.

    `late`: it placed the entries that came after the order, behind everybody else; `order` names them alone.
    """

    __tablename__ = "live_draws"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="reason_for_another"),
        CheckConstraint("number > 1 OR NOT late", name="late_after_another"),
    )

    id: Mapped[Key]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("live_sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    secret: Mapped[str]
    word: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    late: Mapped[bool] = mapped_column(server_default=text("false"))
    order: Mapped[list[Any]]  # the numbers of the entries, the first to pitch first
    drawn_at: Mapped[CreatedAt]


class LivePitch(Base):
    """One entry on its way over the stage. `position` is None before the draw."""

    __tablename__ = "live_pitches"
    __table_args__ = (
        UniqueConstraint("session_id", "entry_id"),
        UniqueConstraint("session_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("started_at IS NULL OR position IS NOT NULL", name="drawn_before_start"),
    )

    id: Mapped[Key]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("live_sessions.id", ondelete="CASCADE"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), index=True)
    position: Mapped[int | None]
    arrived_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]


class LiveArrival(Base):
    """A judge who is in the room."""

    __tablename__ = "live_arrivals"

    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("live_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"), primary_key=True, index=True)
    arrived_at: Mapped[CreatedAt]
