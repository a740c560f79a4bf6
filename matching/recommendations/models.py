"""Recommendations, the runs that made them, and what teams chose."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from matching.profiles.domain import ProfileKind
from matching.recommendations.domain import RunState


class Recommendation(Base):
    """One profile in one winner's list of a kind. `score` 0…1; `similarity` as the model (or the words) gave it."""

    __tablename__ = "recommendations"
    __table_args__ = (
        UniqueConstraint("project_id", "profile_id"),
        UniqueConstraint("project_id", "kind", "rank"),
        Index("ix_recommendations_profile_id", "profile_id", "score"),
        Index("ix_recommendations_season_kind", "season_id", "kind"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    kind: Mapped[ProfileKind]
    rank: Mapped[int]
    score: Mapped[float]
    similarity: Mapped[float | None]
    criteria: Mapped[list[Any]]
    reason: Mapped[dict[str, Any]]
    model: Mapped[str]
    created_at: Mapped[CreatedAt]


class MatchRun(Base):
    """One run for a season: asked for by the office, a command or the clock. `project_ids`: the winners it served."""

    __tablename__ = "match_runs"
    __table_args__ = (
        Index("ix_match_runs_season_id", "season_id", "created_at"),
        Index("uq_match_runs_waiting", "season_id", unique=True, postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[RunState]
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    finished_at: Mapped[datetime | None]
    winners: Mapped[int] = mapped_column(server_default=text("0"))
    recommendations: Mapped[int] = mapped_column(server_default=text("0"))
    unmatched: Mapped[int] = mapped_column(server_default=text("0"))
    seconds: Mapped[float] = mapped_column(server_default=text("0"))
    model: Mapped[str] = mapped_column(server_default="")
    project_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), server_default=text("'{}'"))
    created_at: Mapped[CreatedAt]


class MatchChoice(Base):
    """What a team chose: without profiling nothing is computed about it, and it browses in a neutral order.

    `wanted_m2`: the space it needs where it lands, said here; None lets its entry form speak.
    """

    __tablename__ = "match_choices"
    __table_args__ = (CheckConstraint("wanted_m2 >= 0", name="wanted"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    profiling: Mapped[bool] = mapped_column(server_default=text("true"))
    wanted_m2: Mapped[int | None]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[CreatedAt]
