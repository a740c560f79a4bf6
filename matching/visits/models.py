"""Views of winners."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from matching.visits.domain import Visited

ONCE = ("project_id", "profile_id", "viewer_id", "what", "hour")


class ProjectVisit(Base):
    """Somebody of a park, a firm, or a mentor opened a winner; once per person, thing and hour."""

    __tablename__ = "project_visits"
    __table_args__ = (
        Index("uq_project_visits_hour", *ONCE, unique=True),
        Index("ix_project_visits_viewer_id", "viewer_id"),
    )

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    viewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    what: Mapped[Visited]
    hour: Mapped[datetime]
    created_at: Mapped[CreatedAt]
