"""Which entries a round judges."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.entries.queries import EntryView, entries_of, is_checked
from contest.kernel.db import db
from contest.seasons.domain import StageCode
from judging.rounds.models import Round
from judging.rounds.queries.rounds import RoundView


def zones_with_own_round(season_id: UUID, stage_code: StageCode) -> frozenset[str]:
    """Return the zones that run a round of their own in this stage."""
    query = select(Round.zone_code).where(
        Round.season_id == season_id, Round.stage_code == stage_code, Round.zone_code != ""
    )
    return frozenset(db.session.execute(query).scalars())


def judged_in(round_: Round | RoundView) -> ColumnElement[bool]:
    """Return the condition on entries to be among `entries_of_round`, for sums that need none of them in memory."""
    conditions = [
        Entry.season_id == round_.season_id,
        Entry.stage_code == round_.stage_code,
        Entry.state == EntryState.ACTIVE,
        is_checked(),
    ]
    if round_.track_codes:
        conditions.append(Entry.track_code.in_(round_.track_codes))
    if round_.zone_code:
        conditions.append(Entry.zone_code == round_.zone_code)
    else:
        own = select(Round.zone_code).where(
            Round.season_id == round_.season_id, Round.stage_code == round_.stage_code, Round.zone_code != ""
        )
        conditions.append(Entry.zone_code.not_in(own))
    return and_(*conditions)


def entries_of_round(round_: Round | RoundView) -> list[EntryView]:
    """Return the entries still judged in the round, in the order of their numbers.

    A zone's heat judges the zone's entries; a city-wide round those of all zones without a heat of their own.
    """
    found = entries_of(round_.season_id, round_.stage_code, zone_code=round_.zone_code or None)
    if round_.track_codes:
        found = [entry for entry in found if entry.track_code in round_.track_codes]
    if round_.zone_code:
        return found
    elsewhere = zones_with_own_round(round_.season_id, round_.stage_code)
    return [entry for entry in found if entry.zone_code not in elsewhere]
