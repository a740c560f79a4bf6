"""The rubric of a round, copied from the season and frozen once the round opens."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import Key, LocalizedText
from contest.kernel.db import Base


class RubricCriterion(Base):
    """One weighted criterion with its range and step."""

    __tablename__ = "rubric_criteria"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("max > 0 AND step > 0", name="range"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[LocalizedText]
    guidance: Mapped[LocalizedText]
    weight: Mapped[Decimal] = mapped_column(Numeric)
    max: Mapped[Decimal] = mapped_column(Numeric)
    step: Mapped[Decimal] = mapped_column(Numeric)
    position: Mapped[int]
