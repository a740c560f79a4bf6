"""The stored lines of a ranking that is not decided yet: when they were computed, whether anything changed since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, or_, select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.seasons.queries import rulebook
from contest.standings.domain import Outcome
from contest.standings.models import Standing
from judging.calibration.models import CalibrationRun
from judging.judges.models import RoundJudge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.ranking.domain.placing import PREVIOUS_ROUND
from judging.ranking.models import Decision, PanelDecision, RankingState
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, list_rounds
from judging.scoring.models import ScoreSheet

RULES = "1"  # to be raised when the same sheets come to rank otherwise
LIVE = 500  # entries: up to here a ranking is computed again for whoever looks, rather than shown as it stood


@dataclass(frozen=True, slots=True)
class Stored:
    """Stored lines of a round; `fresh`: nothing they depend on has changed since."""

    made_at: datetime
    fresh: bool
    entries: int
    sheets_state: str


def find_stored(round_: RoundView) -> Stored | None:
    """Return what is known of a round's stored lines, None where there are none; two statements."""
    row = db.session.get(RankingState, round_.id)
    if row is None:
        return None
    return Stored(row.made_at, row.inputs == inputs_of(round_), row.entries, row.sheets_state)


def stored_inputs(round_id: UUID) -> str | None:
    """Return what a round's stored lines were computed from."""
    query = select(RankingState.inputs).where(RankingState.round_id == round_id)
    return db.session.execute(query).scalar_one_or_none()


def inputs_of(round_: RoundView) -> str:
    """Return a name of everything a ranking is computed from: equal as long as none of it changes; one statement.

    Sums of hashes over rows, so that nothing has to be kept up while two hundred judges submit in one second: who
    saves a sheet writes no row that others wait for.
    """
    row = db.session.execute(
        select(
            *map(_scalar, (_sheets(round_), _assignments(round_), _entries(round_), _other_zones(round_))),
            _scalar(select(CalibrationRun.id).where(CalibrationRun.round_id == round_.id)),
            _scalar(
                select(func.sum(func.uuid_hash_extended(RoundJudge.judge_id, 0))).where(
                    RoundJudge.round_id == round_.id, RoundJudge.chief
                )
            ),
            _scalar(
                select(func.sum(func.uuid_hash_extended(PanelDecision.id, 0))).where(
                    PanelDecision.round_id == round_.id
                )
            ),
            _scalar(_previous(round_)),
        )
    ).one()
    rule = (
        *(RULES, round_.method, round_.min_for_trim, round_.min_valid, round_.tie_breaks, round_.advance),
        *(round_.track_codes, round_.zone_code),
    )
    text = json.dumps([rule, [str(value) for value in row]], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _scalar(query: Any) -> Any:
    return query.scalar_subquery()


def _hash(*values: Any) -> Any:
    return func.hashtextextended(func.concat_ws(":", *values), 0)


def _told(count: Any, hashed: Any) -> Any:
    return cast(count, String) + ":" + cast(func.coalesce(hashed, 0), String)


def _sheets(round_: RoundView) -> Any:
    # A version is given to every save, so a sheet's key and version name what it says.
    hashed = func.sum(func.uuid_hash_extended(ScoreSheet.assignment_id, ScoreSheet.version))
    totals = func.sum(ScoreSheet.total)
    return select(_told(totals, hashed)).where(
        ScoreSheet.round_id == round_.id, ScoreSheet.submitted_at.is_not(None)
    )


def _assignments(round_: RoundView) -> Any:
    hashed = func.sum(func.uuid_hash_extended(Assignment.id, 0))
    return select(_told(func.count(), hashed)).where(
        Assignment.round_id == round_.id, Assignment.state == AssignmentState.ASSIGNED
    )


def _entries(round_: RoundView) -> Any:
    """Name the stage's entries with what divides them, and those of the season whose formal check is open."""
    one = (Entry.id, Entry.track_code, Entry.group_code, Entry.zone_code, Entry.awaits_check)
    return select(_told(func.count(), func.sum(_hash(*one)))).where(
        Entry.season_id == round_.season_id,
        Entry.state == EntryState.ACTIVE,
        or_(Entry.stage_code == round_.stage_code, Entry.awaits_check),
    )


def _other_zones(round_: RoundView) -> Any:
    return select(func.sum(_hash(Round.id, Round.zone_code))).where(
        Round.season_id == round_.season_id, Round.stage_code == round_.stage_code
    )


def _previous(round_: RoundView) -> Any:
    """Name the scores of the stage before, where the tie rules compare them."""
    query = select(func.sum(_hash(Standing.subject_id, Standing.score)))
    none = query.where(Standing.id.is_(None))
    if PREVIOUS_ROUND not in round_.tie_breaks:
        return none
    stages = [stage.code for stage in rulebook(round_.season_id).stages]
    place = stages.index(round_.stage_code)
    if not place:
        return none
    return query.where(Standing.season_id == round_.season_id, Standing.stage_code == stages[place - 1])


def rounds_to_rank() -> list[UUID]:
    """Return the rounds being scored or closed whose stored lines are missing or no longer what their sheets say."""
    running = [one for one in list_rounds(SYSTEM) if one.state in (RoundState.OPEN, RoundState.CLOSED)]
    rows = db.session.execute(select(RankingState.round_id, RankingState.inputs))
    known = {row.round_id: row.inputs for row in rows}
    return [one.id for one in running if known.get(one.id) != inputs_of(one)]


def somebody_left(round_id: UUID) -> bool:
    """Say whether an entry left the round after it was decided: only then is there a vacancy to look for."""
    query = (
        select(Decision.id)
        .join(Entry, Entry.id == Decision.entry_id)
        .where(
            Decision.round_id == round_id,
            Decision.outcome != Outcome.WITHDRAWN,
            Entry.state != EntryState.ACTIVE,
        )
        .limit(1)
    )
    return db.session.execute(query).first() is not None
