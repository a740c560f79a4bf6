"""Bases, titles, slots."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.bases.domain import TitleState
from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base


class HaijuBase(Base):
    """A 海聚基地 (or another park): one site of an operating organisation. Its name avoids the declarative Base."""

    __tablename__ = "bases"

    id: Mapped[Key]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[LocalizedText]
    district: Mapped[str]
    address: Mapped[LocalizedText]
    intro: Mapped[LocalizedText]
    industries: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    track_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    facilities: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    area_m2: Mapped[int] = mapped_column(server_default=text("0"))
    vacant_m2: Mapped[int | None]
    in_zhangjiang: Mapped[bool] = mapped_column(server_default=text("false"))
    external_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]


class BaseTitle(Base):
    """A title with its plaque: three years from award (000 §五); expiry brings a new title, never a renewal."""

    __tablename__ = "base_titles"
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="order"),
        # The target of a nomination's foreign key: the title it was made under, with its dates.
        UniqueConstraint("id", "base_id", "valid_from", "valid_to"),
    )

    id: Mapped[Key]
    base_id: Mapped[UUID] = mapped_column(ForeignKey("bases.id"), index=True)
    plaque_number: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    state: Mapped[TitleState] = mapped_column(server_default="valid")
    created_at: Mapped[CreatedAt]


class BaseSlot(Base):
    """One 复赛直通车 slot of a base in a slot year. As many rows as the season allows: the rows are the quota."""

    __tablename__ = "base_slots"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    base_id: Mapped[UUID] = mapped_column(ForeignKey("bases.id"), primary_key=True)
    slot_year: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
