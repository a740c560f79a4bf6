"""Introductions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from matching.introductions.domain import ACTIVE, DeclineReason, IntroductionState, Side
from matching.profiles.domain import ProfileKind

# A second column of sides needs a name of its own for its constraint.
DECLINING = Enum(
    Side,
    name="decliningside",
    native_enum=False,
    length=40,
    create_constraint=True,
    values_callable=lambda sides: [side.value for side in sides],
)
ACTIVE_SQL = "state IN (" + ", ".join(f"'{state.value}'" for state in sorted(ACTIVE)) + ")"
EXPIRY = "expires_at > asked_at"
DECLINED_BY_A_SIDE = "(state = 'declined') = (declined_by IS NOT NULL)"


class DoubleOptIn:
    """What asking for a meeting and the answer to it hold, whoever the two sides are."""

    __tablename__: str

    id: Mapped[Key]
    state: Mapped[IntroductionState] = mapped_column(server_default="asked")
    message: Mapped[str] = mapped_column(server_default="")
    decline_reason: Mapped[DeclineReason | None]
    declined_by: Mapped[Side | None] = mapped_column(DECLINING)
    decline_note: Mapped[str] = mapped_column(server_default="")
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]


class Introduction(DoubleOptIn, Base):
    """One attempt to bring a winner and a profile together. At most one is active for a pair.

    `asked_by`: None while the office has proposed the pair and neither side has spoken; the first to agree asks.
    `project_user_id`, `profile_user_id`: who spoke for the side, set once it agreed; an open one has both.
    `retracted`: the office took its own proposal back, which is nobody's answer.
    """

    __tablename__ = "introductions"
    __table_args__ = (
        Index(
            "uq_introductions_pair",
            "project_id",
            "profile_id",
            unique=True,
            postgresql_where=text(ACTIVE_SQL),
        ),
        Index("ix_introductions_profile_id", "profile_id"),
        Index("ix_introductions_waiting", "expires_at", postgresql_where=text("state = 'asked'")),
        CheckConstraint(
            "state <> 'open' OR (project_user_id IS NOT NULL AND profile_user_id IS NOT NULL)",
            name="open_by_both",
        ),
        CheckConstraint(EXPIRY, name="expiry"),
        CheckConstraint("state <> 'open' OR asked_by IS NOT NULL", name="open_was_asked"),
        CheckConstraint("NOT retracted OR state = 'withdrawn'", name="retracted_is_withdrawn"),
        CheckConstraint(DECLINED_BY_A_SIDE, name="declined_by_a_side"),
    )

    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("match_profiles.id", ondelete="CASCADE"))
    kind: Mapped[ProfileKind]
    asked_by: Mapped[Side | None]
    project_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    profile_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    retracted: Mapped[bool] = mapped_column(server_default=text("false"))
