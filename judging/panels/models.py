"""Who judges what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.panels.states import AssignmentState, ProposalScope, RunState, WishKind


class PanelRun(Base):
    """One run of the solver: what it was asked, what it reached, what it could have reached at most.

    A proposal until the office commits it; the pairs it proposes are rows of ProposedPair.
    """

    __tablename__ = "panel_runs"

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    scope: Mapped[ProposalScope] = mapped_column(server_default="anew")
    state: Mapped[RunState] = mapped_column(server_default="waiting")
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    options: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))  # domain.PanelOptions
    outcome: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'::jsonb")
    )  # panels.domain.Outcome
    solved_at: Mapped[datetime | None]
    committed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    committed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class ProposedPair(Base):
    """One judge for one entry as a run proposes it. `kept`: the pair is assigned already."""

    __tablename__ = "proposed_pairs"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("panel_runs.id", ondelete="CASCADE"), primary_key=True)
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    affinity: Mapped[float]
    kept: Mapped[bool]


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


class PanelWish(Base):
    """A pair the office wants in every proposal (pinned), or in none (barred), with the reason."""

    __tablename__ = "panel_wishes"
    __table_args__ = (UniqueConstraint("round_id", "judge_id", "entry_id"),)

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    kind: Mapped[WishKind]
    reason: Mapped[str]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class FitAnswer(Base):
    """How well a judge says an entry fits the judge's expertise, 1 (not at all) to 5 (exactly)."""

    __tablename__ = "fit_answers"
    __table_args__ = (CheckConstraint("fit BETWEEN 1 AND 5", name="fit"),)

    assignment_id: Mapped[UUID] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    fit: Mapped[int] = mapped_column(SmallInteger)
    answered_at: Mapped[datetime]
