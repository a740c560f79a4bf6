"""Rounds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.seasons.domain import StageCode
from judging.rounds.domain import Method, PeerScores, Resubmit, RoundMode, RoundState


class Round(Base):
    """One judged round over the entries of a stage: city-wide, or of one zone that runs its own heat."""

    __tablename__ = "rounds"
    __table_args__ = (
        ForeignKeyConstraint(["season_id", "stage_code"], ["season_stages.season_id", "season_stages.code"]),
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("judges_per_entry >= 1", name="judges_per_entry"),
        CheckConstraint("min_load >= 0 AND max_load >= min_load", name="loads"),
        Index("ix_rounds_season_id", "season_id", "stage_code"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    stage_code: Mapped[StageCode]
    name: Mapped[LocalizedText]
    zone_code: Mapped[str] = mapped_column(server_default="")  # empty: city-wide
    track_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))  # empty: all
    state: Mapped[RoundState] = mapped_column(server_default="draft")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    judges_per_entry: Mapped[int]
    min_load: Mapped[int] = mapped_column(server_default=text("0"))
    max_load: Mapped[int]
    method: Mapped[Method]
    min_for_trim: Mapped[int] = mapped_column(server_default=text("5"))
    min_valid: Mapped[int] = mapped_column(server_default=text("1"))
    resubmit: Mapped[Resubmit] = mapped_column(server_default="never")
    mode: Mapped[RoundMode] = mapped_column(server_default="online")
    blind: Mapped[bool] = mapped_column(server_default=text("false"))
    peer_scores: Mapped[PeerScores] = mapped_column(server_default="never")
    comment_required: Mapped[bool] = mapped_column(server_default=text("false"))
    training_required: Mapped[bool] = mapped_column(server_default=text("false"))
    feedback: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))  # rounds.domain.Feedback
    advance: Mapped[dict[str, Any]]  # judging.ranking's AdvanceRule as JSON
    tie_breaks: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]


class RoundExtension(Base):
    """More time for judges: from which close to which, and why. The log names the row, which can be erased."""

    __tablename__ = "round_extensions"

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    before: Mapped[datetime]
    after: Mapped[datetime]
    reason: Mapped[str]
    extended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    extended_at: Mapped[CreatedAt]
