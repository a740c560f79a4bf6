"""This year's second round in the middle of being judged: sheets in, drafts begun, a few judges stepped back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select, update

from contest.demo.seeding.notices import notice_row
from contest.demo.world import DemoWorld, clamp
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.notices.models import Notice
from contest.seasons.domain import AdvanceRule, Rulebook, ScoreMethod, StageCode
from judging.demo.last_year import WIDE
from judging.demo.panels import assign
from judging.demo.pool import MadeJudge, made_judges
from judging.demo.readiness import ready
from judging.demo.rounds import draft, entered, loads
from judging.demo.sheets import score
from judging.demo.small_rounds import small_rounds
from judging.demo.waivers import waivers
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.ranking.services import calibrate
from judging.rounds.domain import Resubmit, RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round

PER_ENTRY = 5  # judges, as the season's trimmed mean asks for
DONE, DONE_SD = 0.6, 0.22
# Those whom people sign in as have begun, and enough is left to try.
FIRST_DONE = {0: 0.35, 1: 0.5, 2: 0.2}
RECUSED = 0.01
REASONS = (
    "与项目负责人曾为同事，申请回避。",
    "所在单位与该项目存在合作意向，申请回避。",
    "I advised this team two years ago and step back.",
)


def this_year(world: DemoWorld) -> None:
    """Open the second round and have about six sheets in ten handed in."""
    judges = made_judges()
    book = world.open_season
    round_ = draft(
        world,
        book,
        StageCode.SECOND_ROUND,
        judges,
        {
            **loads(world, PER_ENTRY * world.size.judged),
            "judges_per_entry": PER_ENTRY,
            "resubmit": Resubmit.UNTIL_CLOSE,
            "advance": _rule(book),
        },
    )
    entries, projects, by_entry = entered(round_, world.projects)
    waivers(world, round_, judges, entries)
    assignments = assign(world, round_, judges, entries, projects)
    recused = _recused(world, assignments)
    round_.state = RoundState.OPEN
    db.session.flush()
    standing = [row for row in assignments if row["id"] not in recused]
    _tell_judges(world, round_, standing)
    judged = get_round(SYSTEM, round_.id)
    ready(world, judged, judges)
    handed_in = score(
        world,
        judged,
        judges,
        standing,
        by_entry,
        done=lambda judge: _share_done(world, judge),
        until=world.now,
    )
    calibrate(round_id=round_.id)
    small_rounds(world, judges, round_.closes_at)
    world.seeded("this_year", assignments=len(assignments), handed_in=handed_in, recused=len(recused))


def _rule(book: Rulebook) -> AdvanceRule:
    """Return the season's own rule, ranking by calibrated scores and calling a further judge where spread is wide."""
    rule = book.stage(StageCode.SECOND_ROUND).advance
    assert isinstance(rule, AdvanceRule)
    return rule.model_copy(update={"method": ScoreMethod.CALIBRATED, "spread_limit": WIDE})


def _tell_judges(world: DemoWorld, round_: Round, standing: list[dict[str, Any]]) -> None:
    """Let the bell ring for those who judge."""
    counts = Counter(row["judge_id"] for row in standing)
    people = dict(db.session.execute(select(Judge.id, Judge.user_id).where(Judge.id.in_(counts))).all())
    shared = {"round": round_.name.as_dict(), "closes_at": round_.closes_at.isoformat()}
    rows = [
        notice_row(
            people[judge_id],
            "judging.assigned",
            f"judging_assigned:{round_.id}",
            {**shared, "count": count},
            "/judging/desk",
            min(round_.opens_at, world.now),
            seen=False,
        )
        for judge_id, count in sorted(counts.items())
    ]
    world.write(Notice, rows)


def _share_done(world: DemoWorld, judge: MadeJudge) -> float:
    drawn = world.rng("done", judge.index).gauss(DONE, DONE_SD)
    return FIRST_DONE.get(judge.index, clamp(drawn, 0.0, 1.0))


def _recused(world: DemoWorld, assignments: list[dict[str, Any]]) -> set[Any]:
    """Have judges step back from a few entries."""
    rng = world.rng("recused")
    chosen = rng.sample(range(len(assignments)), max(2, round(len(assignments) * RECUSED)))
    for place, at in enumerate(sorted(chosen)):
        db.session.execute(
            update(Assignment)
            .where(Assignment.id == assignments[at]["id"])
            .values(
                state=AssignmentState.RECUSED,
                recused_at=world.moment(-2),
                recusal_reason=REASONS[place % len(REASONS)],
            )
        )
    return {assignments[at]["id"] for at in chosen}
