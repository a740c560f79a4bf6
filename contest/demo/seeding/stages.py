"""Entries in the stages, and how the first two stages of this year ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.demo.seeding.fates import Course, Fate, courses
from contest.demo.seeding.screening import at_the_check
from contest.demo.world import DemoWorld, MadeProject
from contest.entries.domain import EntryKind, EntrySource, EntryState
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.nominations.domain import NominationState
from contest.nominations.models import Nomination
from contest.seasons.domain import Rulebook, StageCode
from contest.standings.domain import Outcome
from contest.standings.services import Result, report

PUBLICITY = timedelta(days=7)
ANNOUNCED = time(16)
SECOND = {Fate.SECOND_ROUND, Fate.DIRECT}


def stages(world: DemoWorld) -> None:
    """Enter this year's projects into the stages they reached, report the finished ones, enter last year's."""
    book, planned = world.open_season, courses(world)
    first = [made for made in world.projects if made.fate != Fate.DIRECT]
    second = [made for made in first if made.fate != Fate.SCREENING]
    _stage(world, StageCode.SCREENING, first, planned, lambda course: course.screening)
    _stage(world, StageCode.PRELIMINARY, second, planned, lambda course: course.preliminary)
    _enter(world, book, StageCode.SECOND_ROUND, [made for made in world.projects if made.fate in SECOND])
    _enter(world, world.past_season, StageCode.SEMIFINAL, world.finalists)
    world.seeded("stages", second_round=sum(made.fate in SECOND for made in world.projects))


def _stage(
    world: DemoWorld,
    code: StageCode,
    made: Sequence[MadeProject],
    planned: Sequence[Course],
    score: Callable[[Course], Decimal],
) -> None:
    """Enter projects into a stage that is over and report how it ended: ranks by track, best score first."""
    entries = _enter(world, world.open_season, code, made)
    by_track: defaultdict[str, list[MadeProject]] = defaultdict(list)
    open_ = at_the_check(world.projects)
    for one in made:
        if one.index in open_:
            continue  # not judged: the formal check of it is not over, or it did not pass
        by_track[one.track].append(one)
    results = []
    for members in by_track.values():
        scores = {one.index: score(planned[one.index]) for one in members}
        for one in members:
            rank = 1 + sum(other > scores[one.index] for other in scores.values())
            ended = one.fate == code.value
            outcome = Outcome.NOT_ADVANCED if ended else Outcome.ADVANCED
            results.append(Result(entries[one.index], outcome, rank, scores[one.index]))
    announced = _announced(world.open_season, code)
    report(
        actor=SYSTEM,
        season_id=world.open_season.season_id,
        stage_code=code,
        source=f"demo:{code.value}",
        results=results,
        public_from=announced,
        objections_until=announced + PUBLICITY,
        final_from=announced + PUBLICITY,
    )
    world.made["standings"] = world.made.get("standings", 0) + len(results)


def _announced(book: Rulebook, code: StageCode) -> datetime:
    ends = book.stage(code).ends_on
    assert ends is not None
    return datetime.combine(ends, ANNOUNCED, SHANGHAI)


def _enter(world: DemoWorld, book: Rulebook, code: StageCode, made: Sequence[MadeProject]) -> dict[int, UUID]:
    """Insert the entries of a stage; return project index -> entry id."""
    nominated, entered = _nominating_bases(book), _entered(world, book, code)
    rows: list[dict[str, Any]] = []
    for one in made:
        base_id = nominated.get(one.id) if code is StageCode.SECOND_ROUND else None
        rows.append(
            {
                "id": new_id(),
                "season_id": book.season_id,
                "stage_code": code.value,
                "kind": EntryKind.PROJECT.value,
                "subject_id": one.id,
                "number": one.number,
                "title": one.name,
                "track_code": one.track,
                "group_code": one.group,
                "zone_code": one.zone,
                "source": _source(code, base_id).value,
                "state": EntryState.ACTIVE.value,
                "base_id": base_id,
                "submission_id": one.submission_id,
                "created_at": entered,
            }
        )
    world.write(Entry, rows)
    return {one.index: row["id"] for one, row in zip(made, rows, strict=True)}


def _entered(world: DemoWorld, book: Rulebook, code: StageCode) -> datetime:
    """Return when the projects of a stage came into it: as the results of the stage before were announced."""
    codes = [stage.code for stage in book.stages]
    place = codes.index(code)
    before = book.stages[place - 1] if place else None
    if before is None or before.ends_on is None:
        return min(world.now, book.windows[0].closes_at)
    return min(world.now, datetime.combine(before.ends_on, ANNOUNCED, SHANGHAI) + timedelta(seconds=1))


def _source(code: StageCode, base_id: UUID | None) -> EntrySource:
    if base_id is not None:
        return EntrySource.DIRECT_SLOT
    return EntrySource.SUBMISSION if code is StageCode.SCREENING else EntrySource.ADVANCED


def _nominating_bases(book: Rulebook) -> dict[UUID, UUID]:
    query = select(Nomination.project_id, Nomination.base_id).where(
        Nomination.season_id == book.season_id, Nomination.state == NominationState.CONFIRMED
    )
    return {row.project_id: row.base_id for row in db.session.execute(query)}
