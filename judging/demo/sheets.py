"""Score sheets of a demonstration's rounds, with every version they went through."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contest.demo.world import DemoWorld, MadeProject
from contest.kernel.columns import new_id
from judging.demo.marking import marks, severity
from judging.demo.pool import MadeJudge
from judging.panels.models import FitAnswer
from judging.rounds.queries import RoundView
from judging.scoring.domain import stored
from judging.scoring.models import ScoreSheet, ScoreSheetVersion

DRAFTS = 2  # sheets a judge has begun and not handed in
DRAFTED_FIRST = 0.3  # of the sheets handed in
ASKED = 2 / 3  # answer how the entry fits them


@dataclass
class _Rows:
    sheets: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    fits: list[dict[str, Any]] = field(default_factory=list)


def score(
    world: DemoWorld,
    judged: RoundView,
    judges: Sequence[MadeJudge],
    assignments: Sequence[Mapping[str, Any]],
    projects: Mapping[UUID, MadeProject],
    *,
    done: Callable[[MadeJudge], float],
    until: datetime,
) -> int:
    """Write the sheets each judge has handed in or begun by `until`; return how many were handed in.

    `done` is the share of the judge's queue that is handed in. Entries are worked through by number.
    """
    queues: defaultdict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in assignments:
        queues[row["judge_id"]].append(row)
    rows = _Rows()
    for judge in world.told(judges):
        queue = sorted(queues[judge.id], key=lambda row: projects[row["entry_id"]].number)
        finished = round(len(queue) * done(judge))
        begun = queue[: finished if finished == len(queue) else finished + DRAFTS]
        _judge(world, judged, judge, begun, finished, projects, until, rows)
    world.write(ScoreSheet, rows.sheets)
    world.write(ScoreSheetVersion, rows.versions)
    world.write(FitAnswer, rows.fits)
    return sum(row["submitted_at"] is not None for row in rows.sheets)


def _judge(
    world: DemoWorld,
    judged: RoundView,
    judge: MadeJudge,
    begun: Sequence[Mapping[str, Any]],
    finished: int,
    projects: Mapping[UUID, MadeProject],
    until: datetime,
    rows: _Rows,
) -> None:
    strictness = severity(world.rng("severity", judge.index))
    stage = f"sheet:{judged.stage_code.value}"
    for place, row in enumerate(begun):
        project = projects[row["entry_id"]]
        rubric = judged.rubric_for(project.track, project.group)
        rng = world.rng(stage, judge.index, project.index)
        given = marks(rng, rubric.criteria, project.ability, strictness)
        at = judged.opens_at + (until - judged.opens_at) * ((place + rng.random()) / (len(begun) + 1))
        comment = world.cast.comment(project.text_index, judge.index)
        handed_in = place < finished
        if not handed_in:
            given = dict(list(given.items())[: rng.randint(1, len(given) - 1)])
        if handed_in:
            _say_fit(world.rng(f"fit:{stage}", judge.index, project.index), row, at, rows)
        first = handed_in and rng.random() < DRAFTED_FIRST
        kept = {
            "marks": stored(given),
            "comment": comment if handed_in or rng.random() < 0.5 else "",
            "total": rubric.total(given) if handed_in else None,
            "rubric": rubric.digest,
        }
        _write(
            rows, row["id"], judged.id, judge.user_id, kept, at, drafted=first, handed_in=handed_in, rng=rng
        )


def _say_fit(rng: random.Random, row: Mapping[str, Any], at: datetime, rows: _Rows) -> None:
    """Two judges of three say how the entry fits them, mostly near what was computed."""
    if rng.random() < ASKED:
        fit = round(1.5 + 4 * row["affinity"] + rng.gauss(0, 0.8))
        rows.fits.append({"assignment_id": row["id"], "fit": min(5, max(1, fit)), "answered_at": at})


def _write(
    rows: _Rows,
    assignment_id: UUID,
    round_id: UUID,
    user_id: UUID,
    kept: dict[str, Any],
    at: datetime,
    *,
    drafted: bool,
    handed_in: bool,
    rng: random.Random,
) -> None:
    rows.sheets.append(
        {
            "assignment_id": assignment_id,
            "round_id": round_id,
            **{name: value for name, value in kept.items() if name != "rubric"},
            "version": 1 + drafted,
            "submitted_at": at if handed_in else None,
            "updated_at": at,
        }
    )
    last = {**kept, "submitted": handed_in, "saved_at": at}
    earlier = {
        **kept,
        "comment": "",
        "total": None,
        "submitted": False,
        "saved_at": at - timedelta(minutes=rng.randint(4, 90)),
    }
    for number, version in enumerate([earlier, last] if drafted else [last], start=1):
        rows.versions.append(
            {
                "id": new_id(),
                "assignment_id": assignment_id,
                "version": number,
                "saved_by": user_id,
                **version,
            }
        )
