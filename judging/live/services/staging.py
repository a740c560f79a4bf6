"""On stage: a team is called, its phases run by the server's clock, paused, prolonged, ended."""

from __future__ import annotations

from uuid import UUID

from contest.entries.queries import get_entry
from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from judging.live.domain import NotArrived, NotDrawn, NothingRuns, Phase, StageTaken, Timer
from judging.live.models import LiveSession
from judging.live.services.stage import Stage, step
from judging.ranking.queries import section_of
from judging.rounds.services import ensure_scoring_open

MOST_EXTRA = 600  # seconds at a time


def call(*, actor: Actor, round_id: UUID, version: int, entry_id: UUID) -> LiveSession:
    """Call a team on stage and start its time. Raises NotDrawn, NotArrived, StageTaken, RoundClosed or StaleVersion.

    Usually the next in the drawn order; another one where a team is late. Whoever was called may be called again.
    """
    stage = step(actor, round_id, version)
    ensure_scoring_open(stage.round)
    row = stage.pitches.get(entry_id)
    if row is None:
        raise NotFound(kind="entry")
    if row.position is None:
        raise NotDrawn()
    if row.arrived_at is None:
        raise NotArrived()
    if stage.session.timer.phase is not Phase.WAITING:
        raise StageTaken()
    now, entry = clock.now(), get_entry(entry_id)
    stage.session.on_stage = entry_id
    stage.session.section = section_of(stage.judged, entry)
    row.started_at, row.ended_at = row.started_at or now, None
    _set(actor, stage, stage.session.timer.begun(now), "live.called", entry=entry.number)
    return stage.session


def pause(*, actor: Actor, round_id: UUID, version: int) -> LiveSession:
    """Stop the clock, with the time left kept."""
    stage = _running(actor, round_id, version)
    _set(actor, stage, stage.session.timer.paused(clock.now()), "live.paused")
    return stage.session


def resume(*, actor: Actor, round_id: UUID, version: int) -> LiveSession:
    """Let the clock go on."""
    stage = _running(actor, round_id, version)
    _set(actor, stage, stage.session.timer.resumed(clock.now()), "live.resumed")
    return stage.session


def extend(*, actor: Actor, round_id: UUID, version: int, seconds: int) -> LiveSession:
    """Give the present phase more time."""
    stage = _running(actor, round_id, version)
    if not 1 <= seconds <= MOST_EXTRA:
        raise Invalid(FieldError("seconds", "live_extra_range", {"most": MOST_EXTRA}))
    _set(actor, stage, stage.session.timer.extended(seconds), "live.extended", seconds=seconds)
    return stage.session


def advance(*, actor: Actor, round_id: UUID, version: int) -> LiveSession:
    """Go on to the next phase; after the last one the stage is free, and the team has pitched."""
    stage = _running(actor, round_id, version)
    now = clock.now()
    timer = stage.session.timer.following(now)
    if timer.phase is Phase.WAITING and stage.session.on_stage is not None:
        stage.pitches[stage.session.on_stage].ended_at = now
    _set(actor, stage, timer, "live.phase", phase=timer.phase.value)
    return stage.session


def _running(actor: Actor, round_id: UUID, version: int) -> Stage:
    stage = step(actor, round_id, version)
    if stage.session.timer.phase is Phase.WAITING:
        raise NothingRuns()
    return stage


def _set(actor: Actor, stage: Stage, timer: Timer, action: str, **facts: object) -> None:
    stage.session.set_timer(timer)
    db.session.flush()
    audit.record(actor, action, stage.round, **facts)
