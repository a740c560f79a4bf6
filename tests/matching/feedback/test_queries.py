"""Answers to introductions and what came of them, as the ranking reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.landings.domain import Milestone
from contest.landings.services import Fact, report
from matching.feedback.domain import READY, TASTE, Said
from matching.feedback.queries import answers, last_answer
from matching.introductions.domain import DeclineReason, IntroductionState, Side
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from matching.recommendations.models import MatchChoice
from tests import factories


def an_introduction(
    project: Any, profile: Any, state: IntroductionState, asked_by: Side | None = Side.PROJECT, **more: Any
) -> Introduction:
    now = clock.now()
    person = factories.a_user().id
    return factories.an_introduction(
        project,
        profile,
        state,
        asked_by,
        project_user_id=person,
        profile_user_id=person,
        asked_at=now - timedelta(days=20),
        expires_at=now - timedelta(days=6),
        answered_at=now if state in {IntroductionState.OPEN, IntroductionState.DECLINED} else None,
        **more,
    )


def said() -> list[Said]:
    return sorted(answer.said for answer in answers())


@pytest.mark.parametrize(
    ("state", "asked_by", "more", "expected"),
    [
        (IntroductionState.OPEN, Side.PROJECT, {}, [Said.AGREED]),
        (IntroductionState.OPEN, Side.PROFILE, {}, [Said.WANTED]),
        (IntroductionState.ASKED, Side.PROJECT, {}, []),
        (IntroductionState.ASKED, Side.PROFILE, {}, [Said.WANTED]),
        (IntroductionState.ASKED, None, {}, []),
        (IntroductionState.EXPIRED, Side.PROJECT, {}, [Said.SILENT]),
        (IntroductionState.EXPIRED, None, {}, []),
        (IntroductionState.WITHDRAWN, Side.PROJECT, {}, []),
        (IntroductionState.DECLINED, Side.PROFILE, {"declined_by": Side.PROJECT}, [Said.WANTED]),
        (IntroductionState.DECLINED, Side.PROJECT, {"declined_by": Side.PROFILE}, [Said.REFUSED]),
    ],
)
def test_only_the_investors_own_word_is_an_answer(
    session: Session, state: IntroductionState, asked_by: Side | None, more: Any, expected: list[Said]
) -> None:
    an_introduction(factories.a_winner(factories.a_season()), factories.a_profile(), state, asked_by, **more)
    assert said() == expected


@pytest.mark.parametrize("reason", DeclineReason)
def test_only_field_and_stage_are_reasons_of_taste(session: Session, reason: DeclineReason) -> None:
    winner = factories.a_winner(factories.a_season())
    an_introduction(
        winner,
        factories.a_profile(),
        IntroductionState.DECLINED,
        declined_by=Side.PROFILE,
        decline_reason=reason,
    )
    (found,) = said()
    assert (TASTE.get(found, 0) < 0) == (reason in {DeclineReason.NOT_MY_FIELD, DeclineReason.STAGE})
    assert READY[found] is False


def test_what_came_of_it_counts_beside_the_answer(session: Session) -> None:
    winner, investor = factories.a_winner(factories.a_season()), factories.a_profile()
    an_introduction(winner, investor, IntroductionState.OPEN)
    before = last_answer()
    fact = Fact(winner.id, Milestone.INVESTED, date(2026, 5, 1), "investor", investor.id)
    report(actor=SYSTEM, source="outcome:test", fact=fact)
    stranger = factories.a_winner(factories.a_season())
    report(
        actor=SYSTEM,
        source="outcome:other",
        fact=Fact(stranger.id, Milestone.MET, date(2026, 5, 2), "investor", investor.id),
    )
    assert said() == [Said.AGREED, Said.INVESTED]
    assert {answer.day for answer in answers() if answer.said is Said.INVESTED} == {date(2026, 5, 1)}
    assert before is not None
    assert (last_answer() or before) >= before


def test_who_does_not_want_to_be_compared_is_not_learned_from(session: Session) -> None:
    season, investor = factories.a_season(), factories.a_profile()
    shut, silent, gone = (
        factories.a_winner(season, consent_matching=False),
        factories.a_winner(season),
        factories.a_winner(season, withdrawn_at=clock.now()),
    )
    db.session.add(MatchChoice(project_id=silent.id, profiling=False, changed_at=clock.now()))
    for winner in (shut, silent, gone):
        an_introduction(winner, investor, IntroductionState.OPEN)
    assert answers() == []


def test_parks_and_mentors_have_no_learned_ranking_and_nobody_reads_their_answers(session: Session) -> None:
    winner = factories.a_winner(factories.a_season())
    for kind in (ProfileKind.PARK, ProfileKind.MENTOR):
        an_introduction(winner, factories.a_profile(kind), IntroductionState.OPEN)
    assert answers() == []
    assert last_answer() is None


def test_the_number_of_statements_is_constant(
    session: Session, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    season = factories.a_season()
    an_introduction(factories.a_winner(season), factories.a_profile(), IntroductionState.OPEN)
    one = count_queries(answers)
    for _ in range(2):
        an_introduction(factories.a_winner(season), factories.a_profile(), IntroductionState.OPEN)
    assert count_queries(answers) == one
