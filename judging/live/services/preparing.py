"""Before the first pitch: the stage is prepared, the order drawn, teams and judges are checked in."""

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
from judging.live.domain import MAX_WORD, AlreadyPrepared, Lot, Minutes, UnderWay, drawn, new_secret, seed_of
from judging.live.models import LiveArrival, LiveDraw, LivePitch, LiveSession
from judging.live.services.stage import Stage, ensure_manager, step
from judging.ranking.queries import section_of
from judging.rounds.queries import entries_of_round, locked

MAX_REASON = 400


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
    _enter_all(Stage(judged, round_, session, {}))
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


def _enter_all(stage: Stage) -> None:
    for entry in entries_of_round(stage.judged):
        if entry.id not in stage.pitches:
            row = LivePitch(id=new_id(), session_id=stage.session.id, entry_id=entry.id)
            db.session.add(row)
            stage.pitches[entry.id] = row


def draw(*, actor: Actor, round_id: UUID, version: int, word: str, reason: str = "") -> LiveDraw:
    """Draw the order of pitching from the secret fixed before and a word called out in the room.

    A further draw needs a reason and stands beside the first in the record; none is held once somebody has pitched.
    Raises UnderWay, StaleVersion, or Invalid.
    """
    stage = step(actor, round_id, version)
    if any(one.started_at for one in stage.pitches.values()):
        raise UnderWay()
    number = len(queries.get_stage(stage.judged).draws) + 1
    said, why = " ".join(word.split()), reason.strip()
    errors = [] if said else [FieldError("word", "required")]
    errors += [FieldError("word", "too_long", {"limit": MAX_WORD})] if len(said) > MAX_WORD else []
    errors += [FieldError("reason", "required")] if number > 1 and not why else []
    errors += [FieldError("reason", "too_long", {"limit": MAX_REASON})] if len(why) > MAX_REASON else []
    if errors:
        raise Invalid(*errors)
    _enter_all(stage)
    secret, stage.session.secret = stage.session.secret, new_secret()
    order = _set_positions(stage, seed_of(secret, said))
    made = LiveDraw(
        id=new_id(),
        session_id=stage.session.id,
        number=number,
        secret=secret,
        word=said,
        reason=why if number > 1 else "",
        order=order,
        drawn_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "live.drawn", stage.round, draw=number, seed=made_seed(made), reason=made.reason)
    return made


def made_seed(row: LiveDraw) -> str:
    """Return the seed a draw was made with."""
    return seed_of(row.secret, row.word)


def _set_positions(stage: Stage, seed: str) -> list[str]:
    judged = {entry.id: entry for entry in entries_of_round(stage.judged)}
    order = drawn([Lot(one.number, section_of(stage.judged, one)) for one in judged.values()], seed)
    place = {number: at for at, number in enumerate(order, start=1)}
    for entry_id, row in stage.pitches.items():
        row.position = place[judged[entry_id].number] if entry_id in judged else None
    db.session.flush()
    return order


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
