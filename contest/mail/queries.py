"""Reads from the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.mail.models import Letter

MAILBOX_SIZE = 100


def posted_since(recipient: str, template: str, within: timedelta) -> int:
    """Return how many letters of one kind went to an address lately, so that nobody's mailbox is flooded."""
    return db.session.execute(
        select(func.count(Letter.id)).where(
            Letter.recipient == recipient,
            Letter.template == template,
            Letter.created_at > func.now() - within,
        )
    ).scalar_one()


def latest_letters(recipient: str = "") -> Sequence[Letter]:
    """Return the newest letters, for the mailbox page of a demonstration."""
    query = select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc()).limit(MAILBOX_SIZE)
    if words := recipient.strip():
        query = query.where(Letter.recipient.icontains(words, autoescape=True))
    return db.session.execute(query).scalars().all()


def get_letter(letter_id: UUID) -> Letter:
    """Return one letter; raise NotFound."""
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        raise NotFound(kind="letter")
    return letter
