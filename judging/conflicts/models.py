"""Conflicts of interest that somebody wrote down, waivers of them, and what teams ask for; others are computed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.conflicts.domain import NEVER_WAIVED, About, DeclaredTie, RequestState

STANDING = text("ended_at IS NULL")
NEVER = ", ".join(f"'{kind.value}'" for kind in sorted(NEVER_WAIVED))


class DeclaredConflict(Base):
    """A judge (or the office for a judge) declares a conflict with the subject behind an entry, in every stage."""

    __tablename__ = "declared_conflicts"
    __table_args__ = (UniqueConstraint("judge_id", "subject_id"),)

    id: Mapped[Key]
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"))
    subject_id: Mapped[UUID] = mapped_column(index=True)  # entries.subject_id
    tie: Mapped[DeclaredTie] = mapped_column(server_default="other")
    reason: Mapped[str]
    declared_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class StruckConflict(Base):
    """A declaration that was struck as made in error, and why. The log names the row, which can be erased."""

    __tablename__ = "struck_conflicts"

    id: Mapped[Key]
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"), index=True)
    subject_id: Mapped[UUID] = mapped_column(index=True)  # entries.subject_id
    reason: Mapped[str]
    struck_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    struck_at: Mapped[CreatedAt]


class ConflictWaiver(Base):
    """Two people sign that a judge may judge an entry in one round in spite of ties of these kinds.

    It ends with its round, since entries belong to one stage; ties of other kinds that appear later bar again. The
    database keeps the rule even against a bug: two different people, a reason, never one's own team or family.
    """

    __tablename__ = "conflict_waivers"
    __table_args__ = (
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="two_people"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("btrim(reason) <> '' AND btrim(statement) <> ''", name="in_writing"),
        CheckConstraint(f"cardinality(kinds) > 0 AND NOT kinds && ARRAY[{NEVER}]", name="waivable"),
        Index(
            "uq_conflict_waivers_standing",
            "round_id",
            "judge_id",
            "entry_id",
            unique=True,
            postgresql_where=STANDING,
        ),
        Index("ix_conflict_waivers_entry_id", "entry_id"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str]
    statement: Mapped[str]  # what both sign
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # taken back
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class RecusalRequest(Base):
    """A team asks that somebody, or anybody of an organisation, does not judge its project. The office decides."""

    __tablename__ = "recusal_requests"
    __table_args__ = (
        CheckConstraint(
            "state <> 'accepted' OR judge_id IS NOT NULL OR organisation_id IS NOT NULL",
            name="about_somebody",
        ),
        CheckConstraint(
            "(state IN ('accepted', 'refused')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided",
        ),
        Index("ix_recusal_requests_project_id", "project_id"),
        Index("ix_recusal_requests_state", "state", "created_at"),
    )

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    about: Mapped[About]
    name: Mapped[str]  # as the team wrote it
    reason: Mapped[str]
    state: Mapped[RequestState] = mapped_column(server_default="waiting")
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    judge_id: Mapped[UUID | None] = mapped_column(ForeignKey("judges.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    answer: Mapped[str] = mapped_column(server_default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
