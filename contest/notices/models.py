"""Notices and what their readers want."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.kernel.notices import Category
from contest.notices.domain import Channel

UNREAD = "read_at IS NULL AND superseded_at IS NULL"


class Notice(Base):
    """One event told to one person. Holds code and parameters; the words are made when somebody reads it.

    `once_key` names the version of the event (a decision's notice is bound to the decision's version): told twice, it
    is one notice. `delivered_at`: letters and texts were written; `superseded_at`: a later version took its place.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "once_key"),
        CheckConstraint("link = '' OR link LIKE '/%'", name="link_is_a_path"),
        Index("ix_notices_once_key", "once_key"),
        Index("ix_notices_user_id_created_at", "user_id", "created_at"),
        Index("ix_notices_unread", "user_id", postgresql_where=text(UNREAD)),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    code: Mapped[str]
    params: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(server_default="")
    # "C": keys are compared byte by byte, so that an index serves "starts with".
    once_key: Mapped[str] = mapped_column(Text(collation="C"))
    created_at: Mapped[CreatedAt]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]


class NoticePreference(Base):
    """A channel that somebody switched on or off for a category; what has no row has its default."""

    __tablename__ = "notice_preferences"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[Category] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    wanted: Mapped[bool]
