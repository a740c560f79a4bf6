"""Confirmed milestones of projects."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.landings.domain import Milestone


class ProjectMilestone(Base):
    """One milestone of a project. `counterpart_*`: with whom, as the reporting context knows them.

    `source` names the report ("outcome:<id>"), so that the same report counts once.
    """

    __tablename__ = "project_milestones"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(amount_cents IS NULL) = (currency = '')", name="currency"),
        Index("ix_project_milestones_project_id", "project_id", "milestone"),
        Index("ix_project_milestones_counterpart_id", "counterpart_id", "milestone"),
    )

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    milestone: Mapped[Milestone]
    happened_on: Mapped[date]
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(server_default="")
    counterpart_kind: Mapped[str]
    counterpart_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
