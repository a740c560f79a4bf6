"""Announcements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.announcements.domain import Audience
from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base


class Announcement(Base):
    """One message of the office to many. Sent once; what was sent stays as it was read."""

    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_season_id", "season_id"),)

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    title: Mapped[LocalizedText]
    body: Mapped[LocalizedText]
    audience: Mapped[Audience]
    stage_code: Mapped[str] = mapped_column(server_default="")
    track_code: Mapped[str] = mapped_column(server_default="")
    zone_code: Mapped[str] = mapped_column(server_default="")
    is_public: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    recipients: Mapped[int] = mapped_column(server_default=text("0"))
