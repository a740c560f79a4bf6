"""What the office decided of two investors that look like one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base


class DifferentFirms(Base):
    """Two investors that are two firms, however alike they look: the pair is not shown again."""

    __tablename__ = "different_firms"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="ordered"),
        CheckConstraint("reason <> ''", name="says_why"),
        Index("ix_different_firms_second_id", "second_id"),
    )

    id: Mapped[Key]
    first_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    second_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    reason: Mapped[str]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[CreatedAt]


class FirmMerge(Base):
    """One investor became a name of another. `moved`: table -> keys of the rows that went over, to bring them back."""

    __tablename__ = "firm_merges"
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", name="two"),
        CheckConstraint("reason <> ''", name="says_why"),
        Index(
            "uq_firm_merges_merged_id", "merged_id", unique=True, postgresql_where=sql("undone_at IS NULL")
        ),
        Index("ix_firm_merges_kept_id", "kept_id"),
    )

    id: Mapped[Key]
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    reason: Mapped[str]
    moved: Mapped[dict[str, Any]]
    was_active: Mapped[bool]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    made_at: Mapped[CreatedAt]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]
