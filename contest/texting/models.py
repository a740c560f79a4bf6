"""The outbox of short messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.kernel.encryption import EncryptedText, keyring
from contest.texting.domain import Carrier, MessageState


def recipient_index(recipient: str) -> str:
    """Return the blind index of a number in E.164, the same as accounts keep of it, or of an openid."""
    return keyring.index("phone", recipient)


def _index_of_recipient(context: DefaultExecutionContext) -> str:
    return recipient_index(context.get_current_parameters()["recipient"])  # type: ignore[no-untyped-call]


class TextMessage(Base):
    """One message to one number or openid. Holds template and parameters; the text is made when it is sent.

    `recipient_index` is the recipient's blind index, by which messages are found again to be erased.
    """

    __tablename__ = "text_messages"
    __table_args__ = (
        Index("ix_text_messages_created_at", "created_at"),
        Index("ix_text_messages_recipient_index", "recipient_index"),
    )

    id: Mapped[Key]
    carrier: Mapped[Carrier]
    recipient: Mapped[str] = mapped_column(EncryptedText)
    recipient_index: Mapped[str] = mapped_column(default=_index_of_recipient)
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
