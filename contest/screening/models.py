"""Cases of the formal check, their marks and decisions, batches, transfers, codes for late entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.screening.domain.vocabulary import CaseState, DecisionKind, MarkState
from contest.seasons.domain import CheckDesk


class ScreeningCase(Base):
    """The formal check of one entry, made when somebody first works on it. `version` counts every change."""

    __tablename__ = "screening_cases"
    __table_args__ = (
        CheckConstraint("(state = 'returned') = (returned_until IS NOT NULL)", name="returned"),
        Index("ix_screening_cases_state", "state"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[CaseState] = mapped_column(server_default="open")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    decisions: Mapped[int] = mapped_column(server_default=text("0"))  # how many; the last one's version
    returned_until: Mapped[datetime | None]
    # What the officer of the district recommends about the present revision.
    recommendation: Mapped[DecisionKind | None]
    recommendation_note: Mapped[str] = mapped_column(server_default="")
    recommended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    recommended_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class ScreeningMark(Base):
    """The latest answer to one question about one entry; `submission_id` is the revision that was looked at."""

    __tablename__ = "screening_marks"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    item_code: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[MarkState]
    note: Mapped[str] = mapped_column(server_default="")
    desk: Mapped[CheckDesk]  # who answered: the district or the office
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("project_submissions.id"))
    marked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    marked_at: Mapped[datetime]


class ScreeningBatch(Base):
    """Decisions taken together. The fingerprint of the preview makes confirming it twice confirming it once."""

    __tablename__ = "screening_batches"
    __table_args__ = (UniqueConstraint("fingerprint"),)

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    kind: Mapped[DecisionKind]
    fingerprint: Mapped[str]
    decided: Mapped[int]
    refused: Mapped[dict[str, Any]]  # why -> how many
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class ScreeningDecision(Base):
    """One decision on one entry. The next version supersedes it; none is changed."""

    __tablename__ = "screening_decisions"
    __table_args__ = (
        UniqueConstraint("entry_id", "version"),
        CheckConstraint("(kind = 'return') = (until IS NOT NULL)", name="until"),
    )

    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"))
    version: Mapped[int]
    kind: Mapped[DecisionKind]
    reason: Mapped[str] = mapped_column(server_default="")
    until: Mapped[datetime | None]
    fields: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))  # codes; none: everything
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("project_submissions.id"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("screening_batches.id"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


class ProjectTransfer(Base):
    """A project moved by the office to another zone, track, group or channel."""

    __tablename__ = "project_transfers"
    __table_args__ = (Index("ix_project_transfers_project_id", "project_id"),)

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    changes: Mapped[dict[str, Any]]  # column -> [before, after]
    reason: Mapped[str]
    moved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class LateCode(Base):
    """A single-use code that opens the submission of one project after the deadline, for one team or one address."""

    __tablename__ = "late_codes"
    __table_args__ = (
        CheckConstraint("(team_id IS NULL) <> (email = '')", name="for_one"),
        CheckConstraint("(used_at IS NULL) = (project_id IS NULL)", name="used"),
        Index("ix_late_codes_project_id", "project_id"),
        Index("ix_late_codes_season_id", "season_id"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str]
    until: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    used_at: Mapped[datetime | None]
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
