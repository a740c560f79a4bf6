"""Write letters into the outbox, in the transaction of the fact they tell."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from contest.kernel import jobs
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.mail.models import Letter

SEND = "mail.send"


def post(
    *, recipient: str, locale: str, template: str, once_key: str | None = None, **params: Any
) -> UUID | None:
    """Put one letter into the outbox and enqueue its sending; None when `once_key` was already posted.

    `params` must be JSON; links are paths, made absolute from PUBLIC_URL when the letter is rendered.
    """
    letter_id = db.session.execute(
        insert(Letter)
        .values(
            id=new_id(),
            recipient=recipient,
            locale=locale,
            template=template,
            params=params,
            once_key=once_key,
        )
        .on_conflict_do_nothing(index_elements=["once_key"])
        .returning(Letter.id)
    ).scalar_one_or_none()
    if letter_id is not None:
        jobs.defer(SEND, letter_id=str(letter_id))
    return letter_id
