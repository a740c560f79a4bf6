"""Who is shown and who is accepted, group by group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.permissions import Role
from matching.evaluation.domain.exposure import FEW, Dimension, Shown, report, size_of
from matching.evaluation.queries import shown
from matching.introductions.domain import IntroductionState, Side
from tests import factories


def one(number: int, **more: Any) -> Shown:
    values: dict[str, Any] = {
        "district": "310110",
        "overseas": False,
        "stage": "seed",
        "team_size": 3,
        "lists": 4,
        "score": 0.5,
        "asked": 2,
        "accepted": 1,
        "answered": 2,
    }
    return Shown(UUID(int=number), **{**values, **more})


def test_groups_count_everybody_once_and_say_when_they_are_few() -> None:
    rows = [one(n) for n in range(FEW)] + [
        one(9, district="310115", lists=0, score=0.0, accepted=0, answered=0)
    ]
    found = report(rows)
    assert all(sum(group.winners for group in groups) == len(rows) for groups in found.values())
    many, few = found[Dimension.DISTRICT]
    assert (many.value, many.few, many.lists, many.acceptance) == ("310110", False, 4.0, 0.5)
    assert (few.value, few.few, few.lists, few.acceptance) == ("310115", True, 0.0, None)


def test_teams_are_told_apart_by_size() -> None:
    assert [size_of(size) for size in (1, 3, 4, 6, 7, 40)] == ["1-3", "1-3", "4-6", "4-6", "7+", "7+"]


def introduce(
    project: Any, profile: Any, state: IntroductionState, user: Any, *, asked_by: Side = Side.PROJECT
) -> None:
    factories.an_introduction(
        project,
        profile,
        state,
        asked_by,
        declined_by=asked_by.other if state is IntroductionState.DECLINED else None,
        project_user_id=user.id,
        profile_user_id=user.id,
    )


def test_the_report_reads_lists_and_introductions_of_the_season(
    session: Session, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, district="310110")
    investors = [factories.a_profile() for _ in range(3)]
    for rank, investor in enumerate(investors, 1):
        factories.a_recommendation(winner, investor, rank=rank, score=0.6)
    states = (IntroductionState.OPEN, IntroductionState.DECLINED, IntroductionState.ASKED)
    for investor, state in zip(investors, states, strict=True):
        introduce(winner, investor, state, factories.a_user())
    (row,) = shown(season.id)
    assert (row.lists, row.score, row.asked, row.accepted, row.answered) == (3, 0.6, 3, 1, 2)
    assert (row.district, row.overseas, row.team_size) == ("310110", False, 1)
    before = count_queries(lambda: shown(season.id))
    factories.a_winner(season)
    factories.a_winner(season)
    assert count_queries(lambda: shown(season.id)) == before


def test_what_a_team_itself_declined_or_left_waiting_is_no_answer_to_it(session: Session) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season)
    for state in (IntroductionState.DECLINED, IntroductionState.EXPIRED):
        introduce(winner, factories.a_profile(), state, factories.a_user(), asked_by=Side.PROFILE)
        introduce(winner, factories.a_profile(), state, factories.a_user())
    introduce(
        winner, factories.a_profile(), IntroductionState.OPEN, factories.a_user(), asked_by=Side.PROFILE
    )
    (row,) = shown(season.id)
    assert (row.asked, row.accepted, row.answered) == (5, 1, 3)


def test_a_winner_that_switched_profiling_off_is_not_counted(session: Session) -> None:
    season = factories.a_season()
    factories.a_winner(season, consent_matching=False)
    assert shown(season.id) == []


def test_the_office_reads_it_in_both_languages(
    session: Session, signed_in: Callable[[Any], FlaskClient]
) -> None:
    season = factories.a_season()
    factories.a_winner(season, district="310110")
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    for language, words in (("zh", "按行政区"), ("en", "By district")):
        with auditor.session_transaction() as cookie:
            cookie["locale"] = language
        page = auditor.get("/office/matching/ranking/exposure")
        assert page.status_code == 200
        assert words in page.text
