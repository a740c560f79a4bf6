"""Reported results, one per entry."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.entries.domain import EntryKind
from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome


class Standing(Base):
    """Where an entry stands after its stage. Public from `public_from`, open to objections until `objections_until`.

    `final_from` is empty until the final list is issued, which takes every objection to be decided.
    """

    __tablename__ = "standings"
    __table_args__ = (
        UniqueConstraint("entry_id"),
        Index("ix_standings_season_stage", "season_id", "stage_code", "outcome"),
        Index("ix_standings_subject_id", "subject_id"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    stage_code: Mapped[StageCode]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    kind: Mapped[EntryKind]
    subject_id: Mapped[UUID]
    track_code: Mapped[str]
    rank: Mapped[int | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric)
    outcome: Mapped[Outcome]
    # The season says whether winners of this stage are open for matching; kept as reported.
    matchable: Mapped[bool] = mapped_column(server_default=text("false"))
    source: Mapped[str]  # who reported, e.g. "round:<uuid>"
    public_from: Mapped[datetime | None]
    objections_until: Mapped[datetime | None]
    final_from: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
