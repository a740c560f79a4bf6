"""A chief judge records what the panel of a group thinks of an entry."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.kernel.written import text_errors
from judging.conflicts.queries import conflicts_between
from judging.judges.queries import accepted_judges
from judging.permissions import Permission
from judging.ranking.domain import Advice
from judging.ranking.models import PanelDecision
from judging.ranking.panel import versions_of
from judging.ranking.queries import Line
from judging.room import queries
from judging.room.domain import LIMIT, NotInSession, RoomChanged, equals_of
from judging.rounds.queries import RoundView, get_round, locked


def record_decision(
    *,
    actor: Actor,
    round_id: UUID,
    entry_id: UUID,
    version: int,
    advice: Advice,
    place: int | None,
    reason: str,
    present: Collection[UUID],
) -> PanelDecision:
    """Record the panel's word on an entry; `version` is the one the chief judge saw, 0 where there was none.

    `place` orders entries of equal score. Raises NotFound for an entry the chief judge is tied to or that competes
    with one, NotInSession, RoomChanged, Invalid.
    """
    row = locked(round_id)
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.LEAD_ROOM, round_)
    lines = queries.room_lines(actor, round_)
    line = next((one for one in lines if one.entry.id == entry_id), None)
    if line is None:
        raise NotFound(kind="entry")
    if not queries.in_session(round_):
        raise NotInSession()
    said, there = " ".join(reason.split()), sorted(set(present))
    if errors := _errors(round_, lines, line, place, said, there):
        raise Invalid(*errors)
    before = versions_of(round_id, entry_id)
    if (before[0].version if before else 0) != version:
        raise RoomChanged()
    made = PanelDecision(
        id=new_id(),
        round_id=round_id,
        entry_id=entry_id,
        version=version + 1,
        advice=advice,
        place=place,
        reason=said,
        present=there,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    # Told of the round: whoever is tied to an entry of it reads none of its history before it is public.
    facts = {"entry": entry_id, "version": made.version, "advice": advice, "place": place}
    audit.record(actor, "panel.recorded", row, present=len(there), **facts)
    return made


def _errors(
    round_: RoundView, lines: list[Line], line: Line, place: int | None, reason: str, present: list[UUID]
) -> list[FieldError]:
    errors = text_errors("reason", reason, LIMIT)
    equals = equals_of(lines, line)
    if place is not None and not 1 <= place <= equals:
        errors.append(FieldError("place", "out_of_range", {"low": 1, "high": equals}))
    accepted = {one.judge.id for one in accepted_judges(round_.id)}
    if not present or not set(present) <= accepted:
        errors.append(FieldError("present", "panel_present_unknown"))
    elif conflicts_between(present, [line.entry.id]):
        errors.append(FieldError("present", "panel_present_tied"))
    return errors
