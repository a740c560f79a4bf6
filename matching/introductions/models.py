"""Introductions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from matching.introductions.domain import ACTIVE, DeclineReason, IntroductionState, Side
from matching.profiles.domain import ProfileKind

ACTIVE_SQL = "state IN (" + ", ".join(f"'{state.value}'" for state in sorted(ACTIVE)) + ")"


class Introduction(Base):
    """One attempt to bring a winner and a profile together. At most one is active for a pair.

    `project_user_id`, `profile_user_id`: who spoke for the side, set once it agreed; an open one has both.
    """

    __tablename__ = "introductions"
    __table_args__ = (
        Index(
            "uq_introductions_pair",
            "project_id",
            "profile_id",
            unique=True,
            postgresql_where=text(ACTIVE_SQL),
        ),
        Index("ix_introductions_profile_id", "profile_id"),
        Index("ix_introductions_waiting", "expires_at", postgresql_where=text("state = 'asked'")),
        CheckConstraint(
            "state <> 'open' OR (project_user_id IS NOT NULL AND profile_user_id IS NOT NULL)",
            name="open_by_both",
        ),
        CheckConstraint("expires_at > asked_at", name="expiry"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    kind: Mapped[ProfileKind]
    asked_by: Mapped[Side]
    state: Mapped[IntroductionState] = mapped_column(server_default="asked")
    message: Mapped[str] = mapped_column(server_default="")
    decline_reason: Mapped[DeclineReason | None]
    decline_note: Mapped[str] = mapped_column(server_default="")
    project_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    profile_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]
