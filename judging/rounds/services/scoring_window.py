"""When judges may score: opened, prolonged, closed by the office, and asked of the database's clock by every sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from judging.rounds import queries
from judging.rounds.domain import GapCode, RoundNotReady, RoundState, refuse_scoring
from judging.rounds.models import Round, RoundExtension
from judging.rounds.queries import RoundView
from judging.rounds.services.editing import ensure_state, locked_for_edit


def ensure_scoring_open(round_: Round | RoundView) -> datetime:
    """Return the database's clock if sheets are taken at this moment; raise RoundClosed or RoundNotOpen.

    Call it after locking what is written: who waited for a lock past the deadline is refused.
    """
    now = clock.now()
    refuse_scoring(round_.state, round_.opens_at, round_.closes_at, now)
    return now


def locked_for_scoring(round_id: UUID) -> Round:
    """Return the round, locked against closing but not against other judges, if sheets are taken now.

    Raises RoundClosed or RoundNotOpen. The lock makes "closed" mean that no sheet comes in afterwards.
    """
    round_ = queries.locked_shared(round_id)
    ensure_scoring_open(round_)
    return round_


def mark_open(*, actor: Actor, round_id: UUID, version: int | None, missing: Sequence[GapCode]) -> Round:
    """Open a draft; `missing` is what still keeps it from opening (judging.panels knows), with any it raises."""
    round_ = locked_for_edit(actor, round_id, version)
    ensure_state(round_, RoundState.DRAFT)
    if missing:
        raise RoundNotReady(missing=[gap.value for gap in missing])
    if round_.closes_at <= clock.now():
        raise Invalid(FieldError("closes_at", "round_window_past"))
    round_.state = RoundState.OPEN
    db.session.flush()
    audit.record(actor, "round.opened", round_, opens_at=round_.opens_at, closes_at=round_.closes_at)
    return round_


def extend_round(
    *, actor: Actor, round_id: UUID, version: int | None, closes_at: datetime, reason: str
) -> Round:
    """Move the close of an open round, with a reason; it may only lie ahead. Nothing else changes any more."""
    round_ = locked_for_edit(actor, round_id, version)
    ensure_state(round_, RoundState.OPEN)
    errors = []
    if closes_at <= max(clock.now(), round_.opens_at):
        errors.append(FieldError("closes_at", "round_window_past"))
    if not reason.strip():
        errors.append(FieldError("reason", "required"))
    if errors:
        raise Invalid(*errors)
    before, round_.closes_at = round_.closes_at, closes_at
    db.session.flush()
    kept = RoundExtension(
        id=new_id(),
        round_id=round_id,
        before=before,
        after=closes_at,
        reason=reason.strip(),
        extended_by=actor.user_id,
        extended_at=clock.now(),
    )
    db.session.add(kept)
    db.session.flush()
    # The sealed log keeps no words that people typed: they stand in the row it names.
    audit.record(actor, "round.extended", round_, before=before, after=closes_at, extension=kept.id)
    return round_


def close_round(*, actor: Actor, round_id: UUID, version: int | None = None) -> Round:
    """End scoring: from here on the sheets are what they are. Before the window's end it ends it."""
    round_ = locked_for_edit(actor, round_id, version)
    ensure_state(round_, RoundState.OPEN)
    round_.state = RoundState.CLOSED
    db.session.flush()
    audit.record(actor, "round.closed", round_, planned=round_.closes_at)
    return round_
