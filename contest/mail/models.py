"""The outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base

# What expires within minutes is of no use later: its text is forgotten as soon as it has left.
FLEETING = frozenset({"one_time_code"})


class Letter(Base):
    """One e-mail to one address. Holds code and parameters; the text is made when it is sent."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_created_at", "created_at"),)

    id: Mapped[Key]
    recipient: Mapped[str]
    locale: Mapped[str]
    template: Mapped[str]  # templates/email/<template>.txt and .html
    params: Mapped[dict[str, Any]]
    subject: Mapped[str | None]
    text: Mapped[str | None]
    html: Mapped[str | None]
    # One letter per decision version: a second request with the same key is the same letter.
    once_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
