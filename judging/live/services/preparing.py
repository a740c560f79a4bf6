"""The stage is prepared, and teams and judges are checked in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from contest.entries.queries import find_entries
from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from judging.judges.domain import Invitation
from judging.judges.queries import find_round_judge
from judging.live import queries
from judging.live.domain import AlreadyPrepared, Minutes, UnderWay, new_secret
from judging.live.models import LiveArrival, LivePitch, LiveSession
from judging.live.services.stage import Stage, ensure_manager, enter_all, step
from judging.rounds.queries import locked


def prepare(*, actor: Actor, round_id: UUID, minutes: Minutes) -> LiveSession:
    """Prepare the stage of a live round with the minutes of each phase; from here on a draw can be held.

    Raises AlreadyPrepared, NotLive, TiedToEntry, or Invalid per phase.
    """
    judged = ensure_manager(actor, round_id)
    round_ = locked(round_id)
    if queries.find_stage(judged) is not None:
        raise AlreadyPrepared()
    _ensure_minutes(minutes)
    session = LiveSession(
        id=new_id(),
        round_id=round_id,
        pitch_minutes=minutes.pitch,
        question_minutes=minutes.questions,
        scoring_minutes=minutes.scoring,
        secret=new_secret(),
    )
    db.session.add(session)
    db.session.flush()
    enter_all(Stage(judged, round_, session, {}))
    audit.record(
        actor,
        "live.prepared",
        round_,
        pitch=minutes.pitch,
        questions=minutes.questions,
        scoring=minutes.scoring,
    )
    return session


def _ensure_minutes(minutes: Minutes) -> None:
    least = {"pitch": 1, "questions": 0, "scoring": 0}
    errors = [
        FieldError(name, "live_minutes_range", {"least": low})
        for name, low in least.items()
        if not low <= getattr(minutes, name) <= 60
    ]
    if errors:
        raise Invalid(*errors)


def check_in_team(*, actor: Actor, round_id: UUID, entry_id: UUID, there: bool) -> LivePitch:
    """Note that a team is in the room, or that it is not after all."""
    stage = step(actor, round_id, None)
    row = stage.pitches.get(entry_id)
    if row is None:
        raise NotFound(kind="entry")
    if row.started_at is not None and not there:
        raise UnderWay()
    row.arrived_at = (row.arrived_at or clock.now()) if there else None
    db.session.flush()
    number = find_entries([entry_id])[entry_id].number
    audit.record(actor, "live.team_there" if there else "live.team_away", stage.round, entry=number)
    return row


def check_in_judge(*, actor: Actor, round_id: UUID, judge_id: UUID, there: bool) -> None:
    """Note that a judge is in the room, or not after all."""
    stage = step(actor, round_id, None)
    found = find_round_judge(round_id, judge_id)
    if found is None or found.invitation is not Invitation.ACCEPTED:
        raise NotFound(kind="judge")
    if there:
        row = {"session_id": stage.session.id, "judge_id": judge_id}
        db.session.execute(insert(LiveArrival).values(**row).on_conflict_do_nothing())
    else:
        db.session.execute(
            delete(LiveArrival).where(
                LiveArrival.session_id == stage.session.id, LiveArrival.judge_id == judge_id
            )
        )
    audit.record(actor, "live.judge_there" if there else "live.judge_away", stage.round, judge=judge_id)
