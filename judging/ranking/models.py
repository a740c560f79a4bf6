"""Rankings: decisions fixed when the office decides, and the lines of a ranking as it stands until then."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.standings.domain import Outcome
from judging.ranking.domain import Advice


class _Figures:
    """What a ranking says of one entry, decided or not: the numbers, the place, the outcome and the reasons."""

    track_code: Mapped[str]
    section: Mapped[str] = mapped_column(server_default="")  # what it competed in (domain.section_code)
    valid_sheets: Mapped[int]
    mean: Mapped[Decimal | None] = mapped_column(Numeric)
    trimmed: Mapped[Decimal | None] = mapped_column(Numeric)
    spread: Mapped[Decimal | None] = mapped_column(Numeric)
    calibrated: Mapped[Decimal | None] = mapped_column(Numeric)
    stderr: Mapped[Decimal | None] = mapped_column(Numeric)  # of the calibrated score
    score: Mapped[Decimal | None] = mapped_column(Numeric)
    score_stderr: Mapped[Decimal | None] = mapped_column(Numeric)
    basis: Mapped[dict[str, Any] | None]  # how the score came about: {"code", "params"}
    straddles: Mapped[bool] = mapped_column(server_default=text("false"))
    wide: Mapped[bool] = mapped_column(server_default=text("false"))
    rank: Mapped[int | None]
    places: Mapped[int | None]  # of the track, None under a threshold
    outcome: Mapped[Outcome]
    because: Mapped[dict[str, Any]]  # {"code", "params"}


class Decision(_Figures, Base):
    """What a round decided on an entry, with the numbers it was decided on."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("round_id", "entry_id"),)

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), index=True)
    created_at: Mapped[CreatedAt]


class PanelDecision(Base):
    """What a group's panel recorded on one entry, led by a chief judge. Every version is kept; the latest counts.

    `place` orders entries of equal rank among themselves. `present` are the judges who took part. `answer` is why the
    round's decision departs from it, where it does.
    """

    __tablename__ = "panel_decisions"
    __table_args__ = (
        UniqueConstraint("round_id", "entry_id", "version"),
        CheckConstraint("place >= 1", name="place"),
        CheckConstraint("answered_by IS NULL OR answered_at IS NOT NULL", name="answered_has_time"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), index=True)
    version: Mapped[int]
    advice: Mapped[Advice]
    place: Mapped[int | None]
    reason: Mapped[str]
    present: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[CreatedAt]
    answer: Mapped[str] = mapped_column(server_default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]


class RankingState(Base):
    """When the lines of an undecided round were computed, and from what: `inputs` names everything they depend on.

    `sheets_state` is what the calibration compares itself with (calibration.queries.sheets_state).
    """

    __tablename__ = "ranking_states"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    inputs: Mapped[str]
    sheets_state: Mapped[str]
    entries: Mapped[int]
    made_at: Mapped[datetime]


class RankingLine(_Figures, Base):
    """A line of a ranking as it stood when it was computed last. For reading alone: nothing is decided from here."""

    __tablename__ = "ranking_lines"
    __table_args__ = (Index("ix_ranking_lines_entry_id", "entry_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
