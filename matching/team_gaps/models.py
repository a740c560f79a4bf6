"""Gaps of teams, offers of people, and the introductions between them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from matching.introductions.domain import Side
from matching.introductions.models import ACTIVE_SQL, DECLINED_BY_A_SIDE, EXPIRY, DoubleOptIn
from matching.team_gaps.domain import Commitment, GapRole, GapState

EMPTY = sql("'{}'")
DECLINING = Enum(
    Side,
    name="decliningside",
    native_enum=False,
    length=40,
    create_constraint=True,
    values_callable=lambda sides: [side.value for side in sides],
)
FILLED_AS = Enum(
    Commitment,
    name="filledas",
    native_enum=False,
    length=40,
    create_constraint=True,
    values_callable=lambda given: [one.value for one in given],
)


class TeamGap(Base):
    """A role the team of a project lacks. `terms`: what it gives for it, as text; empty is not said.

    `filled_on`, `filled_as`: when somebody joined for it, and for how much of their time; who, the gap does not know.
    """

    __tablename__ = "team_gaps"
    __table_args__ = (
        Index(
            "uq_team_gaps_role",
            "project_id",
            "role",
            unique=True,
            postgresql_where=sql("state = 'open' AND role <> 'other'"),
        ),
        Index("ix_team_gaps_project_id", "project_id"),
        CheckConstraint("(state = 'filled') = (filled_on IS NOT NULL)", name="filled_when"),
        CheckConstraint("(filled_on IS NULL) = (filled_as IS NULL)", name="filled_as_what"),
        CheckConstraint("(taken_down_at IS NULL) = (taken_down_reason = '')", name="taken_down_why"),
    )

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    role: Mapped[GapRole]
    text: Mapped[LocalizedText]
    terms: Mapped[str] = mapped_column(server_default="")
    commitment: Mapped[Commitment | None]
    district: Mapped[str] = mapped_column(server_default="")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    state: Mapped[GapState] = mapped_column(server_default="open")
    filled_on: Mapped[date | None]
    filled_as: Mapped[Commitment | None] = mapped_column(FILLED_AS)
    taken_down_at: Mapped[datetime | None]
    taken_down_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    created_at: Mapped[CreatedAt]


class TalentOffer(Base):
    """Somebody offers themselves, with their consent to be shown. Withdrawn, the row is gone, and all that hangs on it.

    No name and no address: `headline` stands in their place until both sides agreed to meet.
    """

    __tablename__ = "talent_offers"
    __table_args__ = (
        CheckConstraint("cardinality(roles) > 0", name="some_role"),
        CheckConstraint("expires_at > confirmed_at", name="expiry"),
        CheckConstraint("(taken_down_at IS NULL) = (taken_down_reason = '')", name="taken_down_why"),
        Index("ix_talent_offers_roles", "roles", postgresql_using="gin"),
        Index("ix_talent_offers_expires_at", "expires_at"),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    headline: Mapped[LocalizedText]
    text: Mapped[LocalizedText]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    track_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    districts: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    commitments: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=EMPTY)
    wishes: Mapped[str] = mapped_column(server_default="")
    consented_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    taken_down_at: Mapped[datetime | None]
    taken_down_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    created_at: Mapped[CreatedAt]


class TalentIntroduction(DoubleOptIn, Base):
    """One attempt to bring a project and somebody for one of its gaps together: double opt-in, as with profiles.

    `asked_by`: Side.PROJECT, or Side.PROFILE for the person. `project_user_id`: who spoke for the team.
    """

    __tablename__ = "talent_introductions"
    __table_args__ = (
        Index(
            "uq_talent_introductions_pair",
            "gap_id",
            "offer_id",
            unique=True,
            postgresql_where=sql(ACTIVE_SQL),
        ),
        Index("ix_talent_introductions_offer_id", "offer_id"),
        Index("ix_talent_introductions_waiting", "expires_at", postgresql_where=sql("state = 'asked'")),
        CheckConstraint(EXPIRY, name="expiry"),
        CheckConstraint(DECLINED_BY_A_SIDE, name="declined_by_a_side"),
    )

    gap_id: Mapped[UUID] = mapped_column(ForeignKey("team_gaps.id", ondelete="CASCADE"))
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("talent_offers.id", ondelete="CASCADE"))
    asked_by: Mapped[Side]
    project_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class TalentTie(Base):
    """Two who were introduced know each other, whatever became of the offer: such a person judges not this project."""

    __tablename__ = "talent_ties"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[CreatedAt]
