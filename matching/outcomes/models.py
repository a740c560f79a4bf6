"""Outcomes as the two sides reported and answered them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.landings.domain import Milestone
from matching.introductions.domain import Side
from matching.outcomes.domain import STANDING, OutcomeState

STANDING_SQL = "state IN (" + ", ".join(f"'{state.value}'" for state in sorted(STANDING)) + ")"


TWO_PEOPLE = "state NOT IN ('confirmed', 'disputed') OR answered_by IS DISTINCT FROM reported_by"


class Reported:
    """What a report of one side and the answer of the other hold, of whatever kind of introduction."""

    __tablename__: str

    id: Mapped[Key]
    introduction_id: Mapped[UUID]
    happened_on: Mapped[date]
    note: Mapped[str] = mapped_column(server_default="")
    state: Mapped[OutcomeState] = mapped_column(server_default="reported")
    side: Mapped[Side]
    reported_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    answer_note: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]


class Outcome(Reported, Base):
    """One thing that came of an introduction, said by one side. It counts once the other confirmed it."""

    __tablename__ = "introduction_outcomes"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(amount_cents IS NULL) = (currency = '')", name="currency"),
        CheckConstraint(TWO_PEOPLE, name="two_people"),
        Index(
            "uq_introduction_outcomes_standing",
            "introduction_id",
            "milestone",
            "happened_on",
            unique=True,
            postgresql_where=text(STANDING_SQL),
        ),
    )

    introduction_id: Mapped[UUID] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"))
    milestone: Mapped[Milestone]
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(server_default="")
