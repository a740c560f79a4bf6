"""What came of introductions between teams and people who offered themselves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.db import Base
from matching.joinings.domain import Came
from matching.outcomes.models import STANDING_SQL, TWO_PEOPLE, Reported
from matching.team_gaps.domain import Commitment


class Joining(Reported, Base):
    """One thing that came of it, said by one side. It counts once the other confirmed it.

    It goes with its introduction, and that with the offer: what stays of somebody who takes their word back is that
    the role was filled, not by whom.
    """

    __tablename__ = "talent_outcomes"
    __table_args__ = (
        CheckConstraint("(came = 'joined') = (joined_as IS NOT NULL)", name="joined_as"),
        CheckConstraint(TWO_PEOPLE, name="two_people"),
        Index(
            "uq_talent_outcomes_standing",
            "introduction_id",
            "came",
            "happened_on",
            unique=True,
            postgresql_where=text(STANDING_SQL),
        ),
        Index("ix_talent_outcomes_introduction_id", "introduction_id"),
    )

    introduction_id: Mapped[UUID] = mapped_column(ForeignKey("talent_introductions.id", ondelete="CASCADE"))
    came: Mapped[Came]
    joined_as: Mapped[Commitment | None]
