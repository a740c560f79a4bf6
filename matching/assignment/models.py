"""Plans, their pairs, the office's pins and bars, and whom each side prefers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from matching.assignment.domain import PlanState, WishKind
from matching.introductions.domain import Side
from matching.profiles.domain import ProfileKind


class AssignmentPlan(Base):
    """One plan for a kind in a season. `terms`: domain.Terms; `fingerprint`: of the situation it was made from.

    `outcome`: figures, prices, or the cause why there is none (services.engine).
    """

    __tablename__ = "assignment_plans"
    __table_args__ = (
        Index("ix_assignment_plans_season_id", "season_id", "kind", "created_at"),
        Index(
            "uq_assignment_plans_published",
            "season_id",
            "kind",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "uq_assignment_plans_pending",
            "season_id",
            "kind",
            unique=True,
            postgresql_where=text("state IN ('draft', 'failed', 'waiting')"),
        ),
        CheckConstraint("(state = 'published') <= (published_at IS NOT NULL)", name="published_when"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id", ondelete="CASCADE"))
    kind: Mapped[ProfileKind]
    state: Mapped[PlanState] = mapped_column(server_default="waiting")
    terms: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    solved_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    published_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class PlannedPair(Base):
    """One pair of a plan. `place`: the profile's place in the winner's list by score; both None for a pair without one.

    `introduction_id`: what publishing made of it, this time or before; None where a side had asked by itself.
    """

    __tablename__ = "planned_pairs"
    __table_args__ = (
        Index("ix_planned_pairs_introduction_id", "introduction_id"),
        Index("ix_planned_pairs_project_id", "project_id"),
        Index("ix_planned_pairs_profile_id", "profile_id"),
    )

    plan_id: Mapped[UUID] = mapped_column(
        ForeignKey("assignment_plans.id", ondelete="CASCADE"), primary_key=True
    )
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(
        ForeignKey("match_profiles.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[float | None]
    place: Mapped[int | None]
    introduction_id: Mapped[UUID | None] = mapped_column(ForeignKey("introductions.id", ondelete="SET NULL"))


class AssignmentWish(Base):
    """A pair the office wants in every plan, or in none, and why."""

    __tablename__ = "assignment_wishes"
    __table_args__ = (UniqueConstraint("project_id", "profile_id"),)

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    kind: Mapped[WishKind]
    reason: Mapped[str]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class MatchPreference(Base):
    """One side's word whom it would rather have: `rank` 1 is the first choice among those it named."""

    __tablename__ = "match_preferences"
    __table_args__ = (CheckConstraint("rank >= 1", name="rank"),)

    side: Mapped[Side] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    profile_id: Mapped[UUID] = mapped_column(
        ForeignKey("match_profiles.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int]
    created_at: Mapped[CreatedAt]
