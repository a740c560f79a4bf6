"""Score sheets and their versions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.scoring.domain import ReopeningState


class ScoreSheet(Base):
    """The present state of a sheet. `total` on 100, only once submitted.

    `marks`: criterion code -> decimal text; `notes`: criterion code -> the comment on it.
    """

    __tablename__ = "score_sheets"
    __table_args__ = (
        CheckConstraint("(submitted_at IS NULL) = (total IS NULL)", name="total_when_submitted"),
        Index("ix_score_sheets_round_id", "round_id"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    marks: Mapped[dict[str, Any]]
    notes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    comment: Mapped[str] = mapped_column(server_default="")
    total: Mapped[Decimal | None] = mapped_column(Numeric)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    submitted_at: Mapped[datetime | None]
    updated_at: Mapped[CreatedAt]


class ScoreSheetVersion(Base):
    """Every version ever saved: scores can be recomputed from here. Rows are never changed (a trigger sees to it).

    `rubric` is the digest of the numbers the total was made of. `client_key` is what the judge's device called a
    submission it may have to send twice: the second is answered with what the first one stored.
    """

    __tablename__ = "score_sheet_versions"
    __table_args__ = (
        UniqueConstraint("assignment_id", "version"),
        UniqueConstraint("assignment_id", "client_key"),
    )

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    version: Mapped[int]
    marks: Mapped[dict[str, Any]]
    notes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    comment: Mapped[str]
    total: Mapped[Decimal | None] = mapped_column(Numeric)
    submitted: Mapped[bool]
    rubric: Mapped[str] = mapped_column(server_default="")
    client_key: Mapped[str | None]
    saved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[CreatedAt]


class FileView(Base):
    """Somebody of a panel opened a file that was handed in, or read its text. Rows are never changed."""

    __tablename__ = "judged_file_views"
    __table_args__ = (Index("ix_judged_file_views_file_id", "file_id"),)

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("project_files.id", ondelete="CASCADE"))
    viewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    as_text: Mapped[bool]
    viewed_at: Mapped[CreatedAt]


class Redaction(Base):
    """A word or name the office has left out of what judges of blind rounds read of one entry."""

    __tablename__ = "entry_redactions"
    __table_args__ = (UniqueConstraint("entry_id", "text"),)

    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"))
    text: Mapped[str]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class Reopening(Base):
    """A judge's request to change a submitted sheet, and who of the office answered it."""

    __tablename__ = "sheet_reopenings"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by <> asked_by", name="second_person"),
        Index(
            "uq_sheet_reopenings_asked",
            "assignment_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: Mapped[Key]
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    reason: Mapped[str]
    state: Mapped[ReopeningState] = mapped_column(server_default="asked")
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[CreatedAt]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(server_default="")
