"""Reads from the outbox of short messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from contest.kernel.db import db
from contest.texting.domain import Carrier, MessageState, mask_recipient
from contest.texting.models import TextMessage

MAILBOX_SIZE = 100
LOOKED_THROUGH = 1_000


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message in a list; its recipient is shown in part."""

    carrier: Carrier
    recipient: str
    body: str | None
    state: MessageState
    attempts: int
    created_at: datetime


def latest_texts(recipient: str = "") -> list[MessageLine]:
    """Return the newest messages, for the mailbox page of a demonstration."""
    query = select(TextMessage).order_by(TextMessage.created_at.desc(), TextMessage.id.desc())
    words = re.sub(r"[\s\-]", "", recipient)
    # Recipients are encrypted: the newest are looked through here, which is plenty for a demonstration.
    newest = db.session.execute(query.limit(LOOKED_THROUGH if words else MAILBOX_SIZE)).scalars()
    rows = [row for row in newest if words in row.recipient][:MAILBOX_SIZE]
    return [
        MessageLine(
            carrier=row.carrier,
            recipient=mask_recipient(row.carrier, row.recipient),
            body=row.body,
            state=row.state,
            attempts=row.attempts,
            created_at=row.created_at,
        )
        for row in rows
    ]
