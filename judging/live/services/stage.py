"""What every step of a stage manager does first: may you, are you impartial, did you see the latest."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import StaleVersion
from judging.conflicts.queries import ensure_impartial
from judging.live import queries
from judging.live.domain import NotLive
from judging.live.models import LivePitch, LiveSession
from judging.permissions import Permission
from judging.rounds.domain import RoundMode
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, entries_of_round, get_round
from judging.rounds.queries import locked_shared as locked_round


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage under its lock. `round` is what the log speaks of: whoever is tied to it does not read that."""

    judged: RoundView
    round: Round
    session: LiveSession
    pitches: dict[UUID, LivePitch]


def ensure_manager(actor: Actor, round_id: UUID) -> RoundView:
    """Return the live round for whoever runs its stage; raise NotFound, Forbidden, NotLive or TiedToEntry."""
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.RUN_LIVE, round_)
    if round_.mode is not RoundMode.LIVE:
        raise NotLive()
    ensure_impartial(actor, round_)
    return round_


def step(actor: Actor, round_id: UUID, version: int | None) -> Stage:
    """Return the stage locked for one step, its version counted up, with whoever came into the round since on it.

    `version` is the one on the page of whoever pressed; None where pressing twice does no harm. Raises StaleVersion.
    """
    judged = ensure_manager(actor, round_id)
    round_ = locked_round(round_id)
    session = queries.locked(round_id)
    if version is not None and session.version != version:
        raise StaleVersion(version=session.version)
    session.version += 1
    stage = Stage(judged, round_, session, queries.pitch_rows(session.id))
    enter_all(stage)
    return stage


def enter_all(stage: Stage) -> None:
    """Let every entry the round judges now onto the stage, without a place yet."""
    for entry in entries_of_round(stage.judged):
        if entry.id not in stage.pitches:
            row = LivePitch(id=new_id(), session_id=stage.session.id, entry_id=entry.id)
            db.session.add(row)
            stage.pitches[entry.id] = row
