"""The rubrics of a round, copied from the season and frozen once the round opens (a trigger sees to it)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.kernel.columns import Key, LocalizedText
from contest.kernel.db import Base


class RubricVariant(Base):
    """A rubric of its own for entries of certain tracks and groups; the first that fits an entry holds for it."""

    __tablename__ = "rubric_variants"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        CheckConstraint("track_codes <> '{}' OR group_codes <> '{}'", name="for_some"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[LocalizedText]
    track_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    group_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    position: Mapped[int]


class RubricCriterion(Base):
    """One weighted criterion with its range and step. `variant_id` empty: of the rubric all other entries share."""

    __tablename__ = "rubric_criteria"
    __table_args__ = (
        UniqueConstraint("round_id", "variant_id", "code", postgresql_nulls_not_distinct=True),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("max > 0 AND step > 0", name="range"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("rubric_variants.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[LocalizedText]
    guidance: Mapped[LocalizedText]
    weight: Mapped[Decimal] = mapped_column(Numeric)
    max: Mapped[Decimal] = mapped_column(Numeric)
    step: Mapped[Decimal] = mapped_column(Numeric)
    anchors: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))  # seasons.domain.Anchor
    comment_always: Mapped[bool] = mapped_column(server_default=text("false"))
    comment_below: Mapped[Decimal | None] = mapped_column(Numeric)
    comment_above: Mapped[Decimal | None] = mapped_column(Numeric)
    position: Mapped[int]
