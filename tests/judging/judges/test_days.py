"""Judges say on which days they can, and panels keep to it where a round has dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.clock import SHANGHAI
from contest.kernel.errors import Invalid
from contest.permissions import Role
from judging.judges.domain import Answer, Half, half_days, is_away
from judging.judges.models import JudgeDay
from judging.judges.queries import away_from
from judging.judges.services import answer_days
from judging.panels.queries import situation
from judging.panels.services import assign_judge
from judging.rounds.queries import get_round
from tests import factories

DAY = date(2026, 10, 12)
YES, NO = Answer(morning=True, afternoon=True), Answer(morning=False, afternoon=False)
MORNING = Answer(morning=True, afternoon=False)


def at(hour: int, days: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 10, 12, hour, minute, tzinfo=SHANGHAI) + timedelta(days=days)


@pytest.mark.parametrize(
    ("opens", "closes", "halves"),
    [
        (at(9), at(12), ["morning"]),
        (at(9), at(18), ["morning", "afternoon"]),
        (at(13), at(18), ["afternoon"]),
        (at(14), at(10, 1), ["afternoon", "morning"]),
        (at(14), at(0, 1), ["afternoon"]),
    ],
)
def test_a_window_touches_halves_of_days(opens: datetime, closes: datetime, halves: list[str]) -> None:
    assert [half.value for _day, half in half_days(opens, closes, SHANGHAI)] == halves


def test_only_who_said_no_to_every_day_of_it_is_away() -> None:
    window = half_days(at(9), at(18, 1), SHANGHAI)
    next_day = DAY + timedelta(days=1)
    assert is_away(window, {DAY: NO, next_day: NO})
    assert not is_away(window, {DAY: NO})
    assert not is_away(window, {DAY: NO, next_day: MORNING})
    assert not is_away(window, {})
    assert is_away([(DAY, Half.AFTERNOON)], {DAY: MORNING})


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_one_half_day_is_enough(said: list[tuple[bool, bool]]) -> None:
    window = half_days(at(9), at(18, len(said) - 1), SHANGHAI)
    answers = {DAY + timedelta(days=number): Answer(*one) for number, one in enumerate(said)}
    assert is_away(window, answers) is not any(any(one) for one in said)


@pytest.fixture
def scene(session: Any) -> dict[str, Any]:
    round_ = factories.a_round(factories.a_season())
    user = factories.a_user(Role.JUDGE)
    return {"round": round_, "user": user, "judge": factories.a_judge(round_, user)}


def say(session: Any, scene: dict[str, Any], answer: Answer) -> None:
    """Answer for every day of the round's window, which is around now."""
    view = get_round(SYSTEM, scene["round"].id)
    for day in {day for day, _half in half_days(view.opens_at, view.closes_at, SHANGHAI)}:
        session.merge(
            JudgeDay(judge_id=scene["judge"].id, day=day, morning=answer.morning, afternoon=answer.afternoon)
        )
    session.flush()


def test_panels_leave_out_who_cannot_and_keep_what_is_finished(session: Any, scene: dict[str, Any]) -> None:
    round_, judge = scene["round"], scene["judge"]
    entry = factories.an_entry(factories.a_project(factories.a_season(), submitted=True))
    factories.a_sheet(round_, entry, 80, judge)
    assert judge.id in situation(round_).judges
    say(session, scene, NO)
    now = situation(round_)
    assert judge.id not in now.judges
    assert (judge.id, entry.id) in now.finished
    say(session, scene, MORNING)
    assert judge.id in situation(round_).judges


def test_a_judge_who_cannot_is_not_assigned_by_hand_and_the_office_sees_why(
    session: Any, scene: dict[str, Any], signed_in: Any
) -> None:
    say(session, scene, NO)
    entry = factories.an_entry(factories.a_project(factories.a_season(), submitted=True))
    with pytest.raises(Exception, match="not_in_round"):
        assign_judge(actor=SYSTEM, round_id=scene["round"].id, judge_id=scene["judge"].id, entry_id=entry.id)
    office = signed_in(factories.a_user(Role.ORGANISER))
    office.post("/language", data={"locale": "en"})
    assert "cannot then" in office.get(f"/rounds/{scene['round'].id}/judges").text


def test_a_judge_answers_on_the_page_and_again_later(
    session: Any, scene: dict[str, Any], signed_in: Any
) -> None:
    judge, today = signed_in(scene["user"]), clock.today()
    judge.post("/language", data={"locale": "en"})
    assert "You have not answered yet" in judge.get("/judging/days").text
    days = [(today + timedelta(days=number)).isoformat() for number in range(3)]
    sent = {"day": days, "morning": days[:1], "afternoon": days[:2]}
    assert judge.post("/judging/days", data=sent).status_code == 303
    kept = session.query(JudgeDay).order_by(JudgeDay.day).all()
    assert [(row.morning, row.afternoon) for row in kept] == [(True, True), (False, True), (False, False)]
    judge.post("/judging/days", data={"day": days[1:2], "morning": days[1:2]})
    session.expire_all()
    assert session.get_one(JudgeDay, (scene["judge"].id, today + timedelta(days=1))).morning
    assert "You have not answered yet" not in judge.get("/judging/days").text


def test_days_that_nobody_asked_about_are_refused(scene: dict[str, Any], actor_of: Any) -> None:
    for days in ({}, {clock.today() - timedelta(days=1): YES}, {clock.today() + timedelta(days=400): YES}):
        with pytest.raises(Invalid):
            answer_days(actor=actor_of(scene["user"]), answers=days)


def test_whoever_did_not_answer_is_counted_on(session: Any, scene: dict[str, Any]) -> None:
    assert away_from(scene["round"], [scene["judge"].id]) == frozenset()
