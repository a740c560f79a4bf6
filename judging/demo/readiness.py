"""How judges of a demonstration got ready: the practice exercise most of them did, the days some of them cannot."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from contest.demo.world import DemoWorld
from contest.kernel.columns import new_id
from judging.demo.marking import marks
from judging.demo.pool import MadeJudge
from judging.judges.models import JudgeDay
from judging.rounds.queries import RoundView
from judging.rubrics.queries import rubric_of
from judging.scoring.domain import stored
from judging.training.domain import VERSION
from judging.training.models import PracticeRun
from judging.training.queries import criteria_of

SKIPPED_EVERY = 5  # so many have not done the exercise
BUSY_EVERY, AHEAD = 3, 10  # so many have said which of the next days they cannot
ABILITY = -0.3  # of the made-up entry, in standard deviations: the reference lies there


def ready(world: DemoWorld, judged: RoundView, judges: list[MadeJudge]) -> None:
    """Have judges do the exercise before the round, and say on which days they can."""
    rubric = rubric_of(criteria_of(judged))
    runs: list[dict[str, Any]] = []
    for judge in judges:
        if judge.index % SKIPPED_EVERY == SKIPPED_EVERY - 1:
            continue
        given = marks(world.rng("practice", judge.index), rubric.criteria, ABILITY, 0.0)
        runs.append(
            {
                "id": new_id(),
                "judge_id": judge.id,
                "round_id": judged.id,
                "case": VERSION,
                "marks": stored(given),
                "notes": {},
                "comment": "",
                "total": Decimal(rubric.total(given)),
                "finished_at": min(judged.opens_at, world.now) - timedelta(hours=6 + judge.index % 48),
            }
        )
    world.write(PracticeRun, runs)
    world.write(
        JudgeDay,
        [
            {
                "judge_id": judge.id,
                "day": world.today + timedelta(days=number),
                "morning": number % 3 != 0,
                "afternoon": number % 4 != 1,
            }
            for judge in judges
            if judge.index % BUSY_EVERY == 0
            for number in range(AHEAD)
        ],
    )
