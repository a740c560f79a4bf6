"""A live round with its stage."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import SYSTEM
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from judging.live import services
from judging.live.domain import Minutes
from judging.live.models import LiveSession
from judging.rounds.domain import RoundMode
from judging.rounds.models import Round
from tests.factories.contest import an_entry
from tests.factories.judging import a_judge, a_round, an_assignment
from tests.factories.people import a_user
from tests.factories.projects import a_project


def a_stage(round_: Round, **more: Any) -> LiveSession:
    """The prepared stage of a round, made live: 8 minutes, 5 of questions, 2 to score."""
    round_.mode = RoundMode.LIVE
    session = services.prepare(actor=SYSTEM, round_id=round_.id, minutes=Minutes(8, 5, 2))
    for name, value in more.items():
        setattr(session, name, value)
    return session


def a_final(season: Season, *, entries: int = 3, judges: int = 3, **more: Any) -> dict[str, Any]:
    """A live round with its stage prepared: every judge scores every entry, nothing is drawn yet."""
    round_ = a_round(season, StageCode.SECOND_ROUND, judges_per_entry=judges, **more)
    made = [an_entry(a_project(season, submitted=True)) for _ in range(entries)]
    users = [a_user("judge") for _ in range(judges)]
    panel = [a_judge(round_, user) for user in users]
    assignments = {
        (judge.id, entry.id): an_assignment(round_, judge, entry) for judge in panel for entry in made
    }
    session = a_stage(round_)
    return {
        "round": round_,
        "entries": made,
        "users": users,
        "judges": panel,
        "assignments": assignments,
        "session": session,
    }
