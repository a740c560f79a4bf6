"""Profiles, and the companies and deals of investors."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import DateTime, Text

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.projects.domain import Financing
from matching.profiles.domain import AllianceState, MentorKind, ProfileKind

EMPTY = sql("'{}'")
NARROWED_BY = (
    "track_codes", "growth_stages", "financings", "districts", "regions", "facilities", "park_kinds",
)  # fmt: skip


class MatchProfile(Base):
    """A park, an investor or a mentor, as its owner describes it; empty means not stated.

    Owners: the people of `organisation_id` (an investor's firm, a base's operator) or `user_id` (a mentor).
    `reference_only`: a real park of the public directory, never owned, titled, scored or matched by us.
    """

    __tablename__ = "match_profiles"
    __table_args__ = (
        CheckConstraint("ticket_low_cents <= ticket_high_cents", name="ticket_order"),
        CheckConstraint("ticket_low_cents >= 0 AND capacity >= 0", name="not_negative"),
        CheckConstraint("mentor_kind IS NULL OR kind = 'mentor'", name="mentor_kind"),
        CheckConstraint(
            "kind = 'mentor' OR (term_from IS NULL AND term_to IS NULL AND trained_on IS NULL)",
            name="appointment",
        ),
        CheckConstraint("term_from <= term_to", name="term_order"),
        CheckConstraint("vacant_m2 >= 0", name="vacant"),
        CheckConstraint("merged_into_id IS NULL OR (kind = 'investor' AND NOT active)", name="merged"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("base_id IS NULL OR kind = 'park'", name="base_is_park"),
        CheckConstraint("alliance = 'none' OR kind = 'investor'", name="alliance_of_investors"),
        CheckConstraint("(alliance = 'member') = (alliance_since IS NOT NULL)", name="alliance_since"),
        CheckConstraint(
            "NOT reference_only OR (kind = 'park' AND base_id IS NULL AND organisation_id IS NULL)",
            name="reference",
        ),
        Index("uq_match_profiles_kind_external_id", "kind", "external_id", unique=True),
        Index("uq_match_profiles_mentor", "user_id", unique=True, postgresql_where=sql("kind = 'mentor'")),
        Index("ix_match_profiles_kind_active", "kind", "active"),
        # The lists the register is narrowed by: one profile in sixteen is found without reading the others.
        Index("ix_match_profiles_lists", *NARROWED_BY, postgresql_using="gin"),
    )

    id: Mapped[Key]
    kind: Mapped[ProfileKind]
    name: Mapped[LocalizedText]
    text: Mapped[LocalizedText]
    track_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    industries: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    growth_stages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    financings: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    districts: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    regions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    facilities: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    park_kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    services: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    priority_tracks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    vacant_m2: Mapped[int | None]
    ticket_low_cents: Mapped[int | None] = mapped_column(BigInteger)
    ticket_high_cents: Mapped[int | None] = mapped_column(BigInteger)
    capacity: Mapped[int | None]
    mentor_kind: Mapped[MentorKind | None]
    term_from: Mapped[date | None]
    term_to: Mapped[date | None]
    trained_on: Mapped[date | None]
    reference_only: Mapped[bool] = mapped_column(server_default=sql("false"))
    # The district of a reference park was concluded from its address or name.
    district_inferred: Mapped[bool] = mapped_column(server_default=sql("false"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    base_id: Mapped[UUID | None] = mapped_column(ForeignKey("bases.id"), unique=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    external_id: Mapped[str | None]
    alliance: Mapped[AllianceState] = mapped_column(server_default="none")
    alliance_since: Mapped[date | None]
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    # Another name of that one: it takes part in nothing, and tables that name it mean the other.
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("match_profiles.id", ondelete="SET NULL"), index=True
    )
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    # Which of the colleagues, or who of the office; None when a table or the base's own page brought the change.
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class Company(Base):
    """A company an investor put money into. `key` is company_key(): many deals tell of one company."""

    __tablename__ = "match_companies"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    text: Mapped[str] = mapped_column(server_default="")
    track_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    industries: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    region: Mapped[str] = mapped_column(server_default="")
    external_id: Mapped[str | None]
    created_at: Mapped[CreatedAt]


class Deal(Base):
    """One past investment. The day may be unknown, then the year says when; both may be."""

    __tablename__ = "match_deals"
    __table_args__ = (
        Index("ix_match_deals_profile_id", "profile_id"),
        Index("ix_match_deals_company_id", "company_id"),
        Index("uq_match_deals_external_id", "external_id", unique=True),
    )

    id: Mapped[Key]
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    company_id: Mapped[UUID] = mapped_column(ForeignKey("match_companies.id"))
    closed_on: Mapped[date | None]
    year: Mapped[int | None]
    round_name: Mapped[str] = mapped_column(server_default="")  # as the source calls it
    financing: Mapped[Financing | None]
    external_id: Mapped[str | None]
    created_at: Mapped[CreatedAt]
