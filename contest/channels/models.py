"""Claims and recommendations."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base


class ProjectClaim(Base):
    """The link sent to the leader of an imported project, and that the team took it over."""

    __tablename__ = "project_claims"

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class Referral(Base):
    """A base's recommendation that a team entered on. It counts for the base's review and uses no direct slot."""

    __tablename__ = "referrals"
    __table_args__ = (Index("ix_referrals_base_id_season_id", "base_id", "season_id"),)

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), unique=True)
    base_id: Mapped[UUID] = mapped_column(ForeignKey("bases.id"))
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
