"""A copy of one's own data, asked for and made."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from contest.exports import services
from contest.exports.domain import KEPT
from contest.exports.models import Export
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.storage import StoredFile
from contest.privacy.asked import KIND


def asked_for(actor: Actor) -> Export:
    assert actor.user_id is not None
    return services.ask(actor=actor, kind=KIND, about=actor.user_id, locale="zh")


def make(copy: Export) -> None:
    """Do what the worker does."""
    services.make(export_id=copy.id, kinds={KIND.name: KIND}, storage=current_app.extensions["storage"])


def a_copy(user_id: UUID, stored: StoredFile) -> Export:
    """One that can be fetched, whatever lies in the store as it."""
    row = Export(
        id=new_id(),
        kind=KIND.name,
        asked_by=user_id,
        about=user_id,
        wanted={},
        kept={},
        locale="zh",
        storage_key=stored.key,
        size=stored.size,
        expires_at=clock.now() + KEPT,
    )
    db.session.add(row)
    return row
