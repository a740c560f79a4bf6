"""Votes of a panel: the ballot, the entries on it, who may vote, and what was voted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.room.domain import BallotState


class Ballot(Base):
    """A chief judge's question to a panel: which `places` of the entries. `number` counts within the round."""

    __tablename__ = "ballots"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("places >= 1 AND quorum >= 1", name="numbers"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_has_time"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    number: Mapped[int]
    section: Mapped[str]
    question: Mapped[str]
    places: Mapped[int]
    secret: Mapped[bool]
    quorum: Mapped[int]
    state: Mapped[BallotState] = mapped_column(server_default="open")
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[CreatedAt]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]


class BallotOption(Base):
    """An entry on the ballot, with the votes for it and who could vote for it once they are counted."""

    __tablename__ = "ballot_options"

    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("ballots.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), primary_key=True, index=True)
    votes: Mapped[int | None]
    eligible: Mapped[int | None]


class BallotMember(Base):
    """Somebody who may vote. `apart_from`: the entries this member had no vote on, being tied to them."""

    __tablename__ = "ballot_members"

    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("ballots.id", ondelete="CASCADE"), primary_key=True)
    judge_id: Mapped[UUID] = mapped_column(ForeignKey("judges.id"), primary_key=True, index=True)
    voted: Mapped[bool] = mapped_column(server_default=text("false"))
    apart_from: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))


class BallotVote(Base):
    """One vote for one entry. Of a secret ballot it bears no judge, and it is gone once the votes are counted.

    The key is drawn at random: a key that tells the time would tell who voted.
    """

    __tablename__ = "ballot_votes"
    __table_args__ = (Index("ix_ballot_votes_ballot_id", "ballot_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("ballots.id", ondelete="CASCADE"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    judge_id: Mapped[UUID | None] = mapped_column(ForeignKey("judges.id"))
