"""Finished exercises. None of them is a score sheet, and nothing is computed from them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import Key
from contest.kernel.db import Base


class PracticeRun(Base):
    """One exercise that a judge finished by a round's rubric. `case` is the version of the case."""

    __tablename__ = "practice_runs"
    __table_args__ = (Index("ix_practice_runs_judge_id", "judge_id", "round_id", "finished_at"),)

    id: Mapped[Key]
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id", ondelete="CASCADE"))
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    case: Mapped[str]
    marks: Mapped[dict[str, Any]]
    notes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    comment: Mapped[str] = mapped_column(server_default="")
    total: Mapped[Decimal] = mapped_column(Numeric)
    finished_at: Mapped[datetime]
