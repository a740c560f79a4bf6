"""Conflicts of interest that were declared or noted by hand; derived ones are computed from relations."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base


class DeclaredConflict(Base):
    """A judge (or the office for a judge) declares a conflict with the subject behind an entry, in every stage."""

    __tablename__ = "declared_conflicts"
    __table_args__ = (UniqueConstraint("judge_id", "subject_id"),)

    id: Mapped[Key]
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"))
    subject_id: Mapped[UUID] = mapped_column(index=True)  # entries.subject_id
    reason: Mapped[str]
    declared_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
