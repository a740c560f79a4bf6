"""A judge with time, an entry whose judges disagree, and what judges say about fit."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from judging.panels import queries, services
from judging.panels.domain.further import (
    Candidate,
    JudgeBusy,
    JudgeFull,
    NobodyFurther,
    NothingFurther,
    best_judge,
    most_useful,
)
from judging.panels.models import FitAnswer
from judging.rounds.domain import RoundState, RoundStateRefused
from judging.scoring.models import ScoreSheet
from tests import factories
from tests.judging.panels.test_services import declare, standing


def a_scene(judges=3, entries=3, **more):
    season = factories.a_season()
    round_ = factories.a_round(season, **{"judges_per_entry": 2, "max_load": 3, **more})
    return (
        round_,
        [factories.a_judge(round_) for _ in range(judges)],
        [factories.an_entry(factories.a_project(season, submitted=True)) for _ in range(entries)],
    )


def scored(session, round_, judge, entry, total):
    assignment = factories.an_assignment(round_, judge, entry)
    session.add(
        ScoreSheet(
            assignment_id=assignment.id, round_id=round_.id, marks={}, total=total, submitted_at=clock.now()
        )
    )
    session.flush()
    return assignment


def give(round_, judge):
    return services.give_next(actor=SYSTEM, round_id=round_.id, judge_id=judge.id).entry_id


def test_the_rule_takes_the_fewest_sheets_then_the_widest_spread_then_the_best_fit():
    a, b, c, d = (UUID(int=number) for number in range(1, 5))
    few, wide, fitting = (
        Candidate(a, 1, Decimal(0), 0.1),
        Candidate(b, 2, Decimal(20), 0.1),
        Candidate(c, 2, Decimal(5), 0.9),
    )
    assert most_useful([wide, fitting, few]) is few
    assert most_useful([fitting, wide]) is wide
    better = Candidate(d, 2, Decimal(20), 0.2)
    assert most_useful([wide, better]) is better
    assert most_useful([]) is best_judge([]) is None
    assert best_judge([Candidate(a, 0, Decimal(0), 0.5, 3), Candidate(b, 0, Decimal(0), 0.5, 1)]).id == b


def test_an_idle_judge_is_given_the_entry_that_needs_a_judgement_most_and_never_a_conflicted_one(session):
    round_, judges, entries = a_scene()
    scored(session, round_, judges[1], entries[0], 60)
    scored(session, round_, judges[2], entries[0], 90)
    scored(session, round_, judges[1], entries[1], 70)
    scored(session, round_, judges[2], entries[1], 72)
    declare(session, judges[0], entries[2])  # no sheet at all, and never this judge's
    assert give(round_, judges[0]) == entries[0].id  # its judges disagree more
    assert give(round_, judges[0]) == entries[1].id
    with pytest.raises(NothingFurther):
        give(round_, judges[0])


def test_nobody_is_given_more_than_the_highest_load(session):
    round_, judges, _entries = a_scene(max_load=1)
    give(round_, judges[0])
    with pytest.raises(JudgeFull):
        give(round_, judges[0])


def test_a_judge_asks_for_one_more_only_when_all_sheets_are_in(session, actor_of):
    round_, _judges, entries = a_scene()
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(round_, user)
    made = factories.an_assignment(round_, judge, entries[0])
    with pytest.raises(JudgeBusy):
        services.take_next(actor=actor_of(user), round_id=round_.id)
    session.add(
        ScoreSheet(assignment_id=made.id, round_id=round_.id, marks={}, total=80, submitted_at=clock.now())
    )
    session.flush()
    taken = services.take_next(actor=actor_of(user), round_id=round_.id)
    assert (judge.id, taken.entry_id) in standing(round_)
    stranger = factories.a_user(Role.JUDGE)
    factories.a_judge(None, stranger)
    with pytest.raises((NotFound, Forbidden)):
        services.take_next(actor=actor_of(stranger), round_id=round_.id)


def test_a_further_judge_for_an_entry_has_room_and_no_conflict(session):
    round_, judges, entries = a_scene(max_load=1)
    factories.an_assignment(round_, judges[0], entries[0])
    factories.an_assignment(round_, judges[1], entries[1])
    made = services.add_judge(actor=SYSTEM, round_id=round_.id, entry_id=entries[0].id)
    assert made.judge_id == judges[2].id
    with pytest.raises(NobodyFurther):
        services.add_judge(actor=SYSTEM, round_id=round_.id, entry_id=entries[1].id)


def test_a_judge_says_how_an_entry_fits_and_may_change_it_while_the_round_is_open(session, actor_of):
    round_, _judges, entries = a_scene()
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(round_, user)
    made = factories.an_assignment(round_, judge, entries[0])
    for fit in (2, 4):
        services.answer_fit(actor=actor_of(user), assignment_id=made.id, fit=fit)
    assert session.get(FitAnswer, made.id).fit == 4
    for wrong in (0, 6):
        with pytest.raises(Invalid):
            services.answer_fit(actor=actor_of(user), assignment_id=made.id, fit=wrong)
    with pytest.raises(NotFound):  # nor does a colleague learn whether there is such an assignment
        services.answer_fit(actor=actor_of(factories.a_user(Role.JUDGE)), assignment_id=made.id, fit=3)
    declare(session, judge, entries[0])
    with pytest.raises(NotFound):  # who is in conflict is asked nothing about the entry
        services.answer_fit(actor=actor_of(user), assignment_id=made.id, fit=3)
    other = factories.an_assignment(round_, judge, entries[1])
    round_.state = RoundState.CLOSED
    session.flush()
    with pytest.raises(RoundStateRefused):
        services.answer_fit(actor=actor_of(user), assignment_id=other.id, fit=3)


def test_the_report_counts_answers_compares_them_with_computed_fit_and_lists_the_low_ones(session):
    round_, judges, entries = a_scene(judges=4, entries=4, max_load=9)
    for place, (judge, entry) in enumerate((judge, entry) for judge in judges for entry in entries):
        made = factories.an_assignment(round_, judge, entry, affinity=place / 16)
        if place < 15:
            session.add(FitAnswer(assignment_id=made.id, fit=1 + place // 3, answered_at=clock.now()))
    session.flush()
    report = queries.fit_report(SYSTEM, round_.id)
    assert (report.asked, report.answered, report.counts) == (16, 15, dict.fromkeys(range(1, 6), 3))
    assert report.mean == 3.0
    assert report.correlation > 0.9
    assert [row.fit for row in report.low] == [1, 1, 1, 2, 2, 2]


def test_too_few_answers_say_nothing_about_the_computed_fit(session):
    round_, judges, entries = a_scene()
    made = factories.an_assignment(round_, judges[0], entries[0], affinity=0.4)
    session.add(FitAnswer(assignment_id=made.id, fit=5, answered_at=clock.now()))
    session.flush()
    report = queries.fit_report(SYSTEM, round_.id)
    assert (report.correlation, report.mean, report.low) == (None, 5.0, ())
