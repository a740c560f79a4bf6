"""Nominations."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.nominations.domain import ACTIVE, HOLDING, NominationState


def _in(states: frozenset[NominationState]) -> str:
    return "state IN (" + ", ".join(f"'{state.value}'" for state in sorted(states)) + ")"


class Nomination(Base):
    """One use of one slot. The database keeps domain.md §8.1 even against a bug in the service:

    the slot is one of the base's slot rows; at most one holding nomination a slot; at most one active nomination a
    project and season; made within the title's dates.
    """

    __tablename__ = "nominations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["base_id", "slot_year", "slot"],
            ["base_slots.base_id", "base_slots.slot_year", "base_slots.number"],
            name="fk_nominations_slot",
        ),
        ForeignKeyConstraint(
            ["title_id", "base_id", "title_valid_from", "title_valid_to"],
            ["base_titles.id", "base_titles.base_id", "base_titles.valid_from", "base_titles.valid_to"],
            onupdate="CASCADE",
            name="fk_nominations_title",
        ),
        CheckConstraint("nominated_on BETWEEN title_valid_from AND title_valid_to", name="within_title"),
        Index(
            "uq_nominations_slot",
            "base_id",
            "slot_year",
            "slot",
            unique=True,
            postgresql_where=text(_in(HOLDING)),
        ),
        Index(
            "uq_nominations_project",
            "season_id",
            "project_id",
            unique=True,
            postgresql_where=text(_in(ACTIVE)),
        ),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    base_id: Mapped[UUID]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    slot_year: Mapped[int]
    slot: Mapped[int]
    state: Mapped[NominationState] = mapped_column(server_default="proposed")
    title_id: Mapped[UUID]
    title_valid_from: Mapped[date]
    title_valid_to: Mapped[date]
    nominated_on: Mapped[date]
    nominated_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]
