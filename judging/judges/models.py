"""The pool of judges and their part in a round."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.kernel.encryption import EncryptedList
from judging.judges.domain import Invitation


class Judge(Base):
    """A person of the pool. Employer and other organisations are the person's memberships in contest."""

    __tablename__ = "judges"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), unique=True)
    title: Mapped[LocalizedText]
    expertise: Mapped[LocalizedText]
    track_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{zh}'"))
    # Second addresses and phones as typed: only conflicts are looked for with them, and nobody finds a judge by them.
    other_contacts: Mapped[list[str]] = mapped_column(EncryptedList, server_default="")
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    external_id: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]


class JudgeDay(Base):
    """What a judge said of one day: can in the morning, can in the afternoon. No row: not asked, or not answered."""

    __tablename__ = "judge_days"

    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    morning: Mapped[bool]
    afternoon: Mapped[bool]


class RoundJudge(Base):
    """A judge in a round, with the undertaking the judge signed."""

    __tablename__ = "round_judges"
    __table_args__ = (UniqueConstraint("round_id", "judge_id"),)

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"), index=True)
    invitation: Mapped[Invitation] = mapped_column(server_default="invited")
    invited_at: Mapped[CreatedAt]
    answered_at: Mapped[datetime | None]
    undertaking_at: Mapped[datetime | None]
    undertaking_version: Mapped[str | None]
    undertaking_digest: Mapped[str | None]  # SHA-256 of the text signed
    max_load: Mapped[int | None]
    chief: Mapped[bool] = mapped_column(
        server_default=text("false")
    )  # 主评委: settles ties, leads the panel's room
    created_at: Mapped[CreatedAt]
