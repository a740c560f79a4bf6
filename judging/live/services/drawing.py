"""The order of pitching is drawn: all of it before the first pitch, later only whoever came late, behind the others."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from contest.entries.queries import EntryView
from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from judging.live import queries
from judging.live.domain import MAX_WORD, Lot, NobodyLate, NotBegun, UnderWay, drawn, new_secret, seed_of
from judging.live.models import LiveDraw
from judging.live.services.stage import Stage, step
from judging.ranking.queries import section_of
from judging.rounds.queries import entries_of_round
from judging.rounds.services import ensure_scoring_open

MAX_REASON = 400


def draw(*, actor: Actor, round_id: UUID, version: int, word: str, reason: str = "") -> LiveDraw:
    """Draw the order of pitching from the secret fixed before and a word called out in the room.

    A further draw needs a reason and stands beside the first in the record; none is held once somebody has pitched.
    Raises UnderWay, StaleVersion, or Invalid.
    """
    stage = step(actor, round_id, version)
    if _has_begun(stage):
        raise UnderWay()
    row = _new_draw(stage, word, reason)
    judged = {entry.id: entry for entry in entries_of_round(stage.judged)}
    for entry_id, pitch in stage.pitches.items():
        if entry_id not in judged:
            pitch.position = None
    _place(stage, row, judged.values(), after=0)
    audit.record(actor, "live.drawn", stage.round, draw=row.number, seed=made_seed(row))
    return row


def draw_late(*, actor: Actor, round_id: UUID, version: int, word: str, reason: str) -> LiveDraw:
    """Draw whoever came into the round after the order among themselves, to pitch behind everybody else.

    Once somebody has pitched the places of the others stand. Drawn like them, from a secret and a word, and kept in
    the same record. Raises NotBegun, NobodyLate, RoundClosed, StaleVersion, or Invalid.
    """
    stage = step(actor, round_id, version)
    ensure_scoring_open(stage.round)
    if not _has_begun(stage):
        raise NotBegun()
    late = [entry for entry in entries_of_round(stage.judged) if stage.pitches[entry.id].position is None]
    if not late:
        raise NobodyLate()
    row = _new_draw(stage, word, reason)
    row.late = True
    _place(stage, row, late, after=max(one.position or 0 for one in stage.pitches.values()))
    facts = {"draw": row.number, "seed": made_seed(row), "entries": row.order}
    audit.record(actor, "live.drawn_late", stage.round, **facts)
    return row


def made_seed(row: LiveDraw) -> str:
    """Return the seed a draw was made with."""
    return seed_of(row.secret, row.word)


def _has_begun(stage: Stage) -> bool:
    return any(one.started_at for one in stage.pitches.values())


def _new_draw(stage: Stage, word: str, reason: str) -> LiveDraw:
    """Return the next draw with what was said, not yet held; raise Invalid."""
    number = len(queries.get_stage(stage.judged).draws) + 1
    said, why = " ".join(word.split()), reason.strip()
    errors = [] if said else [FieldError("word", "required")]
    errors += [FieldError("word", "too_long", {"limit": MAX_WORD})] if len(said) > MAX_WORD else []
    errors += [FieldError("reason", "required")] if number > 1 and not why else []
    errors += [FieldError("reason", "too_long", {"limit": MAX_REASON})] if len(why) > MAX_REASON else []
    if errors:
        raise Invalid(*errors)
    return LiveDraw(
        id=new_id(),
        session_id=stage.session.id,
        number=number,
        secret=stage.session.secret,
        word=said,
        reason=why if number > 1 else "",
        drawn_at=clock.now(),
    )


def _place(stage: Stage, row: LiveDraw, entries: Iterable[EntryView], *, after: int) -> None:
    """Hold the draw: its entries get the places behind `after`, and the next secret is fixed."""
    by_number = {entry.number: entry for entry in entries}
    lots = [Lot(entry.number, section_of(stage.judged, entry)) for entry in by_number.values()]
    row.order = drawn(lots, made_seed(row))
    for place, number in enumerate(row.order, start=after + 1):
        stage.pitches[by_number[number].id].position = place
    stage.session.secret = new_secret()
    db.session.add(row)
    db.session.flush()
