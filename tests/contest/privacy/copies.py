"""A copy of one's own data, asked for and made."""

from __future__ import annotations

from flask import current_app

from contest.exports import services
from contest.exports.models import Export
from contest.kernel.access import Actor
from contest.privacy.asked import KIND


def asked_for(actor: Actor) -> Export:
    assert actor.user_id is not None
    return services.ask(actor=actor, kind=KIND, about=actor.user_id, locale="zh")


def make(copy: Export) -> None:
    """Do what the worker does."""
    services.make(export_id=copy.id, kinds={KIND.name: KIND}, storage=current_app.extensions["storage"])
