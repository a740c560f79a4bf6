"""The outbox of short messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.kernel.encryption import EncryptedText
from contest.texting.domain import Carrier, MessageState


class TextMessage(Base):
    """One message to one number or openid. Holds template and parameters; the text is made when it is sent."""

    __tablename__ = "text_messages"
    __table_args__ = (Index("ix_text_messages_created_at", "created_at"),)

    id: Mapped[Key]
    carrier: Mapped[Carrier]
    recipient: Mapped[str] = mapped_column(EncryptedText)
    locale: Mapped[str]
    template: Mapped[str]  # templates/text/<template>.txt
    params: Mapped[dict[str, Any]]
    body: Mapped[str | None]
    state: Mapped[MessageState] = mapped_column(server_default=MessageState.QUEUED.value)
    attempts: Mapped[int] = mapped_column(server_default="0")
    failure: Mapped[str] = mapped_column(server_default="")
    # One message per event version: a second request with the same key is the same message.
    once_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]
