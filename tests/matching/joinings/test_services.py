"""What came of meeting a possible partner counts once both sides say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone
from contest.notices.models import Notice
from contest.permissions import Role
from contest.privacy import queries as privacy_queries
from contest.privacy.services.own_data import close_account
from matching.introductions.domain import IntroductionState, Side
from matching.joinings import queries, services
from matching.joinings.domain import Came, Said
from matching.joinings.models import Joining
from matching.outcomes.domain import (
    ANSWER_WITHIN,
    NotIntroduced,
    OutcomeAnswered,
    OutcomeExists,
    OutcomeState,
)
from matching.team_gaps import queries as gap_queries
from matching.team_gaps import services as gaps
from matching.team_gaps.domain import Commitment, GapData, GapRole, GapState, OfferState
from matching.team_gaps.models import TalentOffer
from tests import factories
from tests.factories.people import PASSWORD
from tests.factories.team_gaps import a_gap, an_offer, an_open_meeting
from tests.races import DONE, at_once

ActorOf = Callable[..., Actor]
FULL, ADVISORY = Commitment.FULL_TIME, Commitment.ADVISORY


@pytest.fixture
def met(session: Session, actor_of: ActorOf) -> SimpleNamespace:
    """A winner that lacks a clinical lead, and somebody it agreed to meet ten days ago."""
    people = {name: factories.a_user() for name in ("leader", "member", "person", "stranger")}
    people["organiser"] = factories.a_user(Role.ORGANISER)
    team = factories.a_team(people["leader"])
    factories.a_member(team, people["member"])
    project = factories.a_winner(factories.a_season(), team)
    gap, offer = a_gap(project), an_offer(people["person"])
    return SimpleNamespace(
        project=project,
        gap=gap,
        offer=offer,
        meeting=an_open_meeting(gap, offer),
        users=SimpleNamespace(**people),
        **{name: actor_of(user) for name, user in people.items()},
    )


def day(ago: int = 0) -> date:
    return clock.today() - timedelta(days=ago)


def joined(ago: int = 0, joined_as: Commitment = FULL) -> Said:
    return Said(Came.JOINED, day(ago), joined_as, "已签约")


def report(met: Any, actor: Actor, said: Said | None = None) -> Joining:
    return services.report(actor=actor, introduction_id=met.meeting.id, said=said or joined())


def agree(met: Any, said: Said) -> Joining:
    return services.confirm(actor=met.leader, outcome_id=report(met, met.person, said).id)


def told(session: Session, code: str) -> list[Any]:
    query = select(Notice.user_id).where(Notice.code == code, Notice.superseded_at.is_(None))
    return list(session.execute(query).scalars())


def gap_of(met: Any) -> gap_queries.GapView:
    return gap_queries.get_gap(SYSTEM, met.gap.id)


def test_a_role_is_filled_once_both_sides_say_that_somebody_joined(session: Session, met: Any) -> None:
    made = report(met, met.leader)
    assert told(session, "talent_outcome.reported") == [met.users.person.id]
    assert gap_of(met).state is GapState.OPEN
    assert session.query(ProjectMilestone).count() == 0
    services.confirm(actor=met.person, outcome_id=made.id)
    assert told(session, "talent_outcome.confirmed") == [met.users.leader.id]
    gap = gap_of(met)
    assert (gap.state, gap.filled_on, gap.filled_as) == (GapState.FILLED, day(), FULL)
    fact = session.query(ProjectMilestone).one()
    assert (fact.milestone, fact.counterpart_kind, fact.counterpart_id) == (
        Milestone.JOINED,
        "team_gap",
        met.gap.id,
    )
    acts = select(AuditEvent.action).where(AuditEvent.action.like("t%_outcome.%")).order_by(AuditEvent.id)
    assert session.execute(acts).scalars().all() == ["talent_outcome.reported", "talent_outcome.confirmed"]


def test_a_filled_role_is_sought_no_more_and_who_waits_is_told(session: Session, met: Any) -> None:
    other = an_offer(factories.a_user())
    waiting = gaps.ask_person(actor=met.leader, gap_id=met.gap.id, offer_id=other.id)
    agree(met, joined())
    assert waiting.state is IntroductionState.WITHDRAWN
    assert told(session, "talent.closed") == [other.user_id]
    offer = gap_queries.find_own_offer(met.stranger) or gap_queries.find_own_offer(met.person)
    assert offer is not None
    assert gap_queries.gaps_for(met.stranger, offer) == []
    assert gap_queries.figures().filled == 1
    # And the role may be stated anew beside it.
    data = GapData(GapRole.CLINICAL)
    assert gaps.state_gap(actor=met.leader, project_id=met.project.id, data=data).state is GapState.OPEN


def test_whoever_gives_less_time_than_asked_for_leaves_the_role_open(session: Session, met: Any) -> None:
    met.gap.commitment = FULL
    session.flush()
    agree(met, joined(3, ADVISORY))
    assert gap_of(met).state is GapState.OPEN
    agree(met, joined(1))
    assert (gap_of(met).state, gap_of(met).filled_on) == (GapState.FILLED, day(1))


def test_a_role_whose_person_left_is_filled_no_more_and_not_sought_by_itself(
    session: Session, met: Any
) -> None:
    agree(met, joined(4))
    agree(met, Said(Came.PARTED, day(6)))  # before they joined: they found together afterwards
    assert gap_of(met).state is GapState.FILLED
    agree(met, Said(Came.PARTED, day(1)))
    gap = gap_of(met)
    assert (gap.state, gap.filled_on, gap.filled_as) == (GapState.CLOSED, None, None)
    agree(met, joined())
    assert gap_of(met).state is GapState.FILLED


def test_somebody_elses_leaving_does_not_empty_a_role(session: Session, met: Any, actor_of: ActorOf) -> None:
    user = factories.a_user()
    meeting = an_open_meeting(met.gap, an_offer(user))
    agree(met, joined(4))
    other = SimpleNamespace(meeting=meeting, leader=met.leader, person=actor_of(user))
    agree(other, joined(3))
    agree(other, Said(Came.PARTED, day(1)))
    assert (gap_of(met).state, gap_of(met).filled_on) == (GapState.FILLED, day(4))


@pytest.mark.parametrize("ago", [4, 3])
def test_a_role_stays_filled_while_somebody_else_who_joined_for_it_is_there(
    session: Session, met: Any, actor_of: ActorOf, ago: int
) -> None:
    user = factories.a_user()
    meeting = an_open_meeting(met.gap, an_offer(user))
    other = SimpleNamespace(meeting=meeting, leader=met.leader, person=actor_of(user))
    agree(met, joined(4))
    agree(other, joined(ago, Commitment.PART_TIME))
    agree(met, Said(Came.PARTED, day(1)))
    gap = gap_of(met)
    assert (gap.state, gap.filled_on, gap.filled_as) == (GapState.FILLED, day(ago), Commitment.PART_TIME)
    agree(other, Said(Came.PARTED, day()))
    assert gap_of(met).state is GapState.CLOSED


def test_nobody_confirms_their_own_word_and_nobody_else_has_a_say(
    session: Session, met: Any, actor_of: ActorOf
) -> None:
    made = report(met, met.leader)
    for actor, error in (
        (met.leader, Forbidden),
        (met.member, Forbidden),
        (met.stranger, NotFound),
        (met.organiser, NotFound),
    ):
        with pytest.raises(error):
            services.confirm(actor=actor, outcome_id=made.id)
        with pytest.raises(error):
            services.dispute(actor=actor, outcome_id=made.id, why="x")
    for actor, error in ((met.member, Forbidden), (met.stranger, NotFound), (met.organiser, NotFound)):
        with pytest.raises(error):
            report(met, actor)
    with pytest.raises(Forbidden):
        services.withdraw(actor=met.person, outcome_id=made.id)


def test_the_other_side_may_say_it_was_otherwise_and_a_word_may_be_taken_back(
    session: Session, met: Any
) -> None:
    made = report(met, met.person)
    services.dispute(actor=met.leader, outcome_id=made.id, why=" 尚在洽谈 ")
    assert (made.state, made.answer_note) == (OutcomeState.DISPUTED, "尚在洽谈")
    assert told(session, "talent_outcome.disputed") == [met.users.person.id]
    again = report(met, met.person)
    with pytest.raises(OutcomeExists):
        report(met, met.leader)
    services.withdraw(actor=met.person, outcome_id=again.id)
    assert told(session, "talent_outcome.reported") == []
    with pytest.raises(OutcomeAnswered):
        services.confirm(actor=met.leader, outcome_id=again.id)
    assert gap_of(met).state is GapState.OPEN


def test_what_nobody_answers_for_two_months_waits_no_more_and_may_be_said_anew(
    session: Session, met: Any
) -> None:
    made = report(met, met.leader)
    made.created_at -= ANSWER_WITHIN
    session.flush()
    with pytest.raises(OutcomeAnswered):
        services.confirm(actor=met.person, outcome_id=made.id)
    again = report(met, met.leader)  # before the clock came by
    assert made.state is OutcomeState.EXPIRED
    assert told(session, "talent_outcome.expired") == [met.users.leader.id]
    again.created_at -= ANSWER_WITHIN
    session.flush()
    assert (services.expire_overdue(), services.expire_overdue()) == (1, 0)


def test_only_those_who_agreed_to_meet_report_and_only_what_happened_since(
    session: Session, met: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        report(met, met.leader, Said(Came.MET, day(11)))
    assert [error.code for error in refused.value.errors] == ["outcome_before_introduction"]
    met.meeting.state, met.meeting.declined_by = IntroductionState.DECLINED, Side.PROFILE
    session.flush()
    with pytest.raises(NotIntroduced):
        report(met, met.leader)


def test_both_sides_are_asked_once_after_a_month_of_silence(session: Session, met: Any) -> None:
    assert services.ask_what_came_of_it() == 0
    met.meeting.answered_at -= timedelta(days=25)
    session.flush()
    assert services.ask_what_came_of_it() == 1
    services.ask_what_came_of_it()
    asked = sorted(told(session, "talent_outcome.asked"))
    assert asked == sorted([met.users.leader.id, met.users.person.id])
    report(met, met.leader)
    assert services.ask_what_came_of_it() == 0


def test_who_takes_their_offer_back_leaves_that_the_role_was_filled_and_not_by_whom(
    session: Session, met: Any
) -> None:
    agree(met, joined())
    report(met, met.leader, Said(Came.MET, day(2)))
    assert told(session, "talent_outcome.reported") != []
    gaps.withdraw_offer(actor=met.person)
    assert session.query(Joining).count() == 0
    assert gap_of(met).state is GapState.FILLED
    assert queries.counts() == {Came.MET: 0, Came.JOINED: 1, Came.PARTED: 0}
    for code in ("reported", "confirmed"):
        assert told(session, f"talent_outcome.{code}") == []  # they led to what is gone
    for notice in session.execute(select(Notice)).scalars():
        for secret in ("@", met.users.person.name, "已签约", "资深临床负责人"):
            assert secret not in str(notice.params)


def test_ones_data_hold_it_and_a_closed_account_leaves_none(session: Session, met: Any) -> None:
    agree(met, joined())
    held = {holding.table: rows for holding, rows in privacy_queries.contents(met.users.person.id) if rows}
    assert [row["came"] for row in held["talent_outcomes"]] == ["joined"]
    held = {holding.table: rows for holding, rows in privacy_queries.contents(met.users.leader.id) if rows}
    assert len(held["talent_outcomes"]) == 1
    close_account(actor=met.person, password=PASSWORD)
    assert session.query(Joining).count() == 0
    assert gap_of(met).state is GapState.FILLED


def test_a_paused_offer_is_shown_to_nobody_and_what_waits_ends(session: Session, met: Any) -> None:
    other = a_gap(factories.a_winner(factories.a_season(year=2041)))
    waiting = gaps.ask_team(actor=met.person, gap_id=other.id)
    gaps.pause_offer(actor=met.person)
    assert waiting.state is IntroductionState.WITHDRAWN
    leader = gap_queries.get_gap(SYSTEM, other.id).leader_id
    assert told(session, "talent.paused") == [leader]
    own = gap_queries.find_own_offer(met.person)
    assert own is not None
    assert own.state is OfferState.PAUSED
    view = gap_queries.get_gap(SYSTEM, other.id)
    assert gap_queries.people_for(view) == []
    with pytest.raises(NotFound):
        gap_queries.get_shown_offer(met.offer.id, view)
    # Whoever is in touch stays so, and may still report.
    assert gap_queries.get_meeting(met.leader, met.meeting.id).person_contact is not None
    agree(met, joined())
    gaps.resume_offer(actor=met.person)
    assert [one.offer.id for one in gap_queries.people_for(view)] == [met.offer.id]
    assert gaps.resume_offer(actor=met.person).version == gaps.pause_offer(actor=met.person).version - 1


def test_who_paused_is_told_before_the_offer_is_deleted(session: Session, met: Any) -> None:
    gaps.pause_offer(actor=met.person)
    met.offer.expires_at = datetime.now(UTC) + timedelta(days=10)
    session.flush()
    assert (gaps.remind_lapsing(), gaps.remind_lapsing()) == (1, 0)
    assert told(session, "talent.pause_ending") == [met.users.person.id]
    assert told(session, "talent.lapsing") == []


def test_one_introduction_is_read_in_as_many_statements_with_three_reports_as_with_one(
    session: Session, met: Any, count_queries: Any
) -> None:
    report(met, met.leader)
    meeting_id = met.meeting.id

    def read() -> None:
        queries.of_introduction(met.leader, meeting_id)
        queries.counts()

    session.expire_all()
    one = count_queries(read)
    for ago in (1, 2, 3):
        report(met, met.person, Said(Came.MET, day(ago)))
    session.expire_all()
    assert count_queries(read) == one


@pytest.mark.committed
def test_a_report_is_answered_once_however_many_answer_at_the_same_moment(
    app: Flask, session: Session, met: Any
) -> None:
    for ago in range(3):
        about = {"outcome_id": report(met, met.person, joined(ago)).id}
        session.commit()
        confirm = partial(services.confirm, actor=met.leader, **about)
        dispute = partial(services.dispute, actor=met.leader, why="未加入", **about)
        said = at_once(
            app, [confirm, dispute, partial(services.withdraw, actor=met.person, **about), confirm]
        )
        assert sorted(said) == [DONE, *[OutcomeAnswered.code] * 3]
        session.expire_all()


@pytest.mark.committed
def test_reporting_while_the_offer_is_taken_back_leaves_no_report_without_an_introduction(
    app: Flask, session: Session, met: Any
) -> None:
    session.commit()
    said = at_once(app, [lambda: report(met, met.leader), lambda: gaps.withdraw_offer(actor=met.person)])
    assert said[1] == DONE
    assert said[0] in {DONE, NotFound.code}
    session.expire_all()
    for table in (Joining, TalentOffer):
        assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0


@pytest.mark.committed
def test_joining_and_parting_confirmed_at_the_same_moment_leave_the_role_unfilled(
    app: Flask, session: Session, met: Any
) -> None:
    for ago in (9, 7, 5, 3):
        reports = [
            report(met, met.person, joined(ago)),
            report(met, met.person, Said(Came.PARTED, day(ago - 1))),
        ]
        calls = [partial(services.confirm, actor=met.leader, outcome_id=one.id) for one in reports]
        session.commit()
        assert at_once(app, calls) == [DONE, DONE]
        session.expire_all()
        assert gap_of(met).state is not GapState.FILLED
        session.commit()


@pytest.mark.committed
def test_answering_and_expiring_while_the_offer_is_taken_back_never_wait_for_each_other(
    app: Flask, session: Session, met: Any, actor_of: ActorOf
) -> None:
    for _round in range(5):
        user = factories.a_user()
        meeting = an_open_meeting(met.gap, an_offer(user))
        other = SimpleNamespace(meeting=meeting, person=actor_of(user))
        asked = report(other, other.person, Said(Came.MET, day(1)))
        late = report(other, met.leader, Said(Came.MET, day(2)))
        late.created_at -= ANSWER_WITHIN
        answer = partial(services.confirm, actor=met.leader, outcome_id=asked.id)
        session.commit()
        said = at_once(
            app, [answer, services.expire_overdue, partial(gaps.withdraw_offer, actor=other.person)]
        )
        assert said[1:] == [DONE, DONE]
        assert said[0] in {DONE, NotFound.code}
        session.expire_all()
        assert session.query(Joining).count() == 0
        session.commit()
