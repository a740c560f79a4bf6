"""Who judges what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.panels.states import AssignmentState


class PanelRun(Base):
    """One committed run of the solver: what it was asked, what it reached, what it could have reached at most."""

    __tablename__ = "panel_runs"

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[dict[str, Any]]  # total, bound_total, worst, loads, seconds, pairs, conflicts
    created_at: Mapped[CreatedAt]


class Assignment(Base):
    """One judge for one entry in one round."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("round_id", "judge_id", "entry_id"),
        Index("ix_assignments_judge_id", "judge_id", "round_id"),
        Index("ix_assignments_entry_id", "entry_id"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("panel_runs.id"))
    state: Mapped[AssignmentState] = mapped_column(server_default="assigned")
    affinity: Mapped[float | None]
    recused_at: Mapped[datetime | None]
    recusal_reason: Mapped[str | None]
    created_at: Mapped[CreatedAt]
