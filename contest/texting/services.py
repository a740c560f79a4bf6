"""Write short messages into the outbox, in the transaction of the fact they tell."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import update

from contest.kernel import jobs
from contest.kernel.db import db
from contest.kernel.inserting import insert_once
from contest.texting.domain import Carrier, MessageState
from contest.texting.models import TextMessage

SEND = "texting.send"


def post_text(
    *,
    carrier: Carrier,
    recipient: str,
    locale: str,
    template: str,
    once_key: str | None = None,
    **params: Any,
) -> UUID | None:
    """Put one message into the outbox and enqueue its sending; None when `once_key` was already posted.

    `recipient` is an E.164 number or an openid; `params` must be JSON, links are paths.
    """
    what = {"recipient": recipient, "locale": locale, "template": template, "params": params}
    message_id = insert_once(TextMessage, by="once_key", once_key=once_key, carrier=carrier, **what)
    if message_id is not None:
        jobs.defer(SEND, message_id=str(message_id))
    return message_id


def cancel_texts(once_keys: Collection[str]) -> int:
    """Cancel those of the messages that have not left yet; return how many."""
    cancelled = db.session.execute(
        update(TextMessage)
        .where(TextMessage.once_key.in_(once_keys), TextMessage.state == MessageState.QUEUED)
        .values(state=MessageState.CANCELLED)
        .returning(TextMessage.id)
    )
    return len(cancelled.all())
