"""The entries of a season's stages."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.entries.domain import EntryKind, EntrySource, EntryState
from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from contest.seasons.domain import StageCode


class Entry(Base):
    """One subject in one stage of one season. Carries what lists and conflicts need, so that judging asks nobody."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("season_id", "kind", "subject_id", "stage_code"),
        ForeignKeyConstraint(["season_id", "stage_code"], ["season_stages.season_id", "season_stages.code"]),
        Index("ix_entries_season_stage_track", "season_id", "stage_code", "track_code", "state"),
        Index("ix_entries_subject_id", "subject_id"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    stage_code: Mapped[StageCode]
    kind: Mapped[EntryKind]
    subject_id: Mapped[UUID]
    number: Mapped[str]
    title: Mapped[LocalizedText]
    track_code: Mapped[str]
    group_code: Mapped[str]
    zone_code: Mapped[str]
    source: Mapped[EntrySource]
    state: Mapped[EntryState] = mapped_column(server_default="active")
    # The base that nominated it; a conflict for that base's people in every later stage.
    base_id: Mapped[UUID | None] = mapped_column(ForeignKey("bases.id"))
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("project_submissions.id"))
    # Not judged, in no stage, until the formal check of what was handed in is passed.
    awaits_check: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]
