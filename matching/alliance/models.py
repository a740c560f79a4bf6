"""The history of memberships of the venture alliance; the present state stands in the profile."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from matching.alliance.domain import Move


class AllianceStep(Base):
    """One step: the firm applied or withdrew, or the office decided. `record` and `link` belong to an application."""

    __tablename__ = "alliance_steps"
    __table_args__ = (
        CheckConstraint("move NOT IN ('apply', 'refuse', 'suspend') OR reason <> ''", name="says_why"),
        CheckConstraint("move = 'apply' OR (record = '' AND link = '')", name="record_of_application"),
        Index("ix_alliance_steps_profile_id", "profile_id", "created_at"),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    move: Mapped[Move]
    reason: Mapped[str] = mapped_column(server_default="")
    record: Mapped[str] = mapped_column(server_default="")
    link: Mapped[str] = mapped_column(server_default="")
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
