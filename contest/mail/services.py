"""Write letters into the outbox, in the transaction of the fact they tell."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, update

from contest.kernel import jobs
from contest.kernel.db import db
from contest.kernel.inserting import insert_once
from contest.mail.models import Letter

SEND = "mail.send"
# Somebody sits in front of the screen and waits for these; a thousand notices can wait behind them.
AWAITED = frozenset({"already_registered", "one_time_code", "reset_password", "verify_email"})
SOON = 10


def post(
    *, recipient: str, locale: str, template: str, once_key: str | None = None, **params: Any
) -> UUID | None:
    """Put one letter into the outbox and enqueue its sending; None when `once_key` was already posted.

    `params` must be JSON; links are paths, made absolute from PUBLIC_URL when the letter is rendered.
    """
    what = {"recipient": recipient, "locale": locale, "template": template, "params": params}
    letter_id = insert_once(Letter, by="once_key", once_key=once_key, **what)
    if letter_id is not None:
        jobs.defer(SEND, priority=SOON if template in AWAITED else None, letter_id=str(letter_id))
    return letter_id


def cancel_letters(once_keys: Collection[str]) -> int:
    """Cancel those of the letters that have not left yet; return how many."""
    cancelled = db.session.execute(
        update(Letter)
        .where(Letter.once_key.in_(once_keys), Letter.sent_at.is_(None), Letter.cancelled_at.is_(None))
        .values(cancelled_at=func.clock_timestamp())
        .returning(Letter.id)
    )
    return len(cancelled.all())


def forget_letters(*, recipient: str, template: str, link: str) -> None:
    """Delete what was written, or is about to be, to somebody whose address nothing else keeps."""
    db.session.execute(
        delete(Letter).where(
            Letter.recipient == recipient,
            Letter.template == template,
            Letter.params["link"].astext == link,
        )
    )
