"""What becomes of a report, whatever it is about: stored once, answered once, ended by the clock."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.db import db
from matching.outcomes.domain import OutcomeExists, OutcomeState, answered, state_at
from matching.outcomes.models import Reported


def add_report(made: Reported) -> None:
    """Store a report; raise OutcomeExists where the same stands already."""
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except IntegrityError:
        raise OutcomeExists() from None


def settle(actor: Actor, found: Reported, answer: OutcomeState, deed: str, **facts: object) -> None:
    """Give a report its answer, under the lock of its row, and write it down; raise OutcomeAnswered."""
    state = answered(state_at(found.state, found.created_at, clock.now()), answer)
    found.answered_by = actor.user_id
    _move(actor, found, state, deed, **facts)


def expire(found: Reported, deed: str, **facts: object) -> None:
    """End a report that nobody answered in time."""
    _move(SYSTEM, found, OutcomeState.EXPIRED, deed, **facts)


def _move(actor: Actor, found: Reported, state: OutcomeState, deed: str, **facts: object) -> None:
    found.state, found.answered_at = state, clock.now()
    found.version += 1
    db.session.flush()
    audit.record(actor, f"{deed}.{state.value}", found, **facts)
