"""When judges can."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from contest.kernel import clock
from contest.kernel.clock import SHANGHAI
from contest.kernel.db import db
from judging.judges.domain import Answer, Invitation, half_days, is_away
from judging.judges.models import JudgeDay, RoundJudge
from judging.rounds.domain import RoundState
from judging.rounds.models import Round

AHEAD = timedelta(days=27)  # what is asked for where no round is in sight
MOST = timedelta(days=62)


class Window(Protocol):
    """A round, or anything else that is held from a moment to a moment."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...


def days_of(judge_ids: Collection[UUID], days: Iterable[date]) -> dict[UUID, dict[date, Answer]]:
    """Return judge -> day -> what was said of it; one statement."""
    wanted = sorted(set(days))
    if not wanted or not judge_ids:
        return {}
    query = select(JudgeDay).where(
        JudgeDay.judge_id.in_(judge_ids), JudgeDay.day >= wanted[0], JudgeDay.day <= wanted[-1]
    )
    found: dict[UUID, dict[date, Answer]] = {}
    for row in db.session.execute(query).scalars():
        found.setdefault(row.judge_id, {})[row.day] = Answer(row.morning, row.afternoon)
    return found


def away_from(window: Window, judge_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those judges who said that they cannot on any half-day of a window."""
    halves = half_days(window.opens_at, window.closes_at, SHANGHAI)
    answers = days_of(judge_ids, (day for day, _half in halves))
    return frozenset(judge_id for judge_id, said in answers.items() if is_away(halves, said))


def asked_days(judge_id: UUID) -> list[date]:
    """Return the days a judge is asked about: today to the end of the last round asked into, at least four weeks."""
    today = clock.today()
    query = (
        select(Round.closes_at)
        .join(RoundJudge, RoundJudge.round_id == Round.id)
        .where(
            RoundJudge.judge_id == judge_id,
            RoundJudge.invitation != Invitation.DECLINED,
            Round.state.in_((RoundState.DRAFT, RoundState.OPEN)),
        )
    )
    ends = [closes.astimezone(SHANGHAI).date() for closes in db.session.execute(query).scalars()]
    last = min(max([today + AHEAD, *ends]), today + MOST)
    return [today + timedelta(days=number) for number in range((last - today).days + 1)]
