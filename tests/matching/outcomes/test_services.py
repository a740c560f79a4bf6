"""An outcome counts once both sides say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.funnel.queries import Cut, funnel, steps_of, total
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone
from contest.landings.queries import with_counterparts
from contest.notices.models import Notice
from contest.permissions import Role
from contest.teams.models import Team
from matching.introductions.domain import IntroductionState, Side
from matching.outcomes import queries, services
from matching.outcomes.domain import (
    ANSWER_WITHIN,
    NotIntroduced,
    OutcomeAnswered,
    OutcomeExists,
    OutcomeState,
    Report,
)
from matching.outcomes.models import Outcome
from matching.profiles.domain import ProfileKind
from tests import factories
from tests.factories.matching import an_open_introduction

ActorOf = Callable[..., Actor]


@pytest.fixture
def met(session: Session, actor_of: ActorOf) -> SimpleNamespace:
    """A winner and an investor who agreed to meet ten days ago, with their people."""
    leader, member, owner = (factories.a_user() for _ in range(3))
    team = factories.a_team(leader)
    factories.a_member(team, member)
    season = factories.a_season()
    project = factories.a_winner(season, team)
    profile = factories.a_profile(ProfileKind.INVESTOR, owner)
    introduction = an_open_introduction(project, profile)
    return SimpleNamespace(
        season=season,
        project=project,
        profile=profile,
        introduction=introduction,
        people=SimpleNamespace(leader=leader, member=member, owner=owner),
        leader=actor_of(leader),
        member=actor_of(member),
        owner=actor_of(owner),
    )


def invested(day: date | None = None, cents: int = 500_000_000) -> Report:
    return Report(Milestone.INVESTED, day or clock.today(), cents, "CNY", "天使轮")


def report(met: Any, actor: Actor, said: Report | None = None) -> Outcome:
    return services.report(actor=actor, introduction_id=met.introduction.id, said=said or invested())


def told(session: Session, code: str) -> list[Any]:
    return list(session.execute(select(Notice.user_id).where(Notice.code == code)).scalars())


def test_what_one_side_reports_and_the_other_confirms_counts(
    session: Session, met: Any, actor_of: ActorOf
) -> None:
    made = report(met, met.leader)
    assert told(session, "outcome.reported") == [met.people.owner.id]
    assert session.query(ProjectMilestone).count() == 0
    services.confirm(actor=met.owner, outcome_id=made.id)
    assert told(session, "outcome.confirmed") == [met.people.leader.id]
    fact = session.query(ProjectMilestone).one()
    assert (fact.milestone, fact.amount_cents, fact.currency) == (Milestone.INVESTED, 500_000_000, "CNY")
    assert (fact.counterpart_kind, fact.counterpart_id) == ("investor", met.profile.id)
    assert [view.milestone for view in with_counterparts([met.profile.id])] == [Milestone.INVESTED]
    assert queries.counts(met.season.id)[Milestone.INVESTED] == 1
    auditor = actor_of(factories.a_user(Role.AUDITOR))
    steps = [step.code for step in steps_of(())]
    counted = dict(zip(steps, total(funnel(auditor, met.season.id, Cut.TRACK, ())), strict=True))
    assert (counted["invested"], counted["met"], counted["landed"]) == (1, 0, 0)
    actions = session.execute(select(AuditEvent.action).order_by(AuditEvent.id)).scalars().all()
    assert {"outcome.reported", "outcome.confirmed", "milestone.reported"} <= set(actions)


def test_nobody_confirms_what_the_own_side_reported(session: Session, met: Any) -> None:
    made = report(met, met.leader)
    for actor in (met.leader, met.member):
        with pytest.raises(Forbidden):
            services.confirm(actor=actor, outcome_id=made.id)
    theirs = report(met, met.owner, Report(Milestone.MET, clock.today()))
    with pytest.raises(Forbidden):
        services.confirm(actor=met.owner, outcome_id=theirs.id)
    with pytest.raises(Forbidden):
        services.withdraw(actor=met.leader, outcome_id=theirs.id)


def test_whoever_belongs_to_both_sides_speaks_for_one_and_never_answers_oneself(
    session: Session, met: Any, actor_of: ActorOf
) -> None:
    factories.a_member(session.get_one(Team, met.project.team_id), met.people.owner)
    both = actor_of(met.people.owner)
    made = report(met, both, Report(Milestone.MET, clock.today()))
    assert made.side is Side.PROFILE, "a member without the lead speaks as the investor"
    with pytest.raises(Forbidden):
        services.confirm(actor=both, outcome_id=made.id)
    assert services.confirm(actor=met.leader, outcome_id=made.id).state is OutcomeState.CONFIRMED
    met.profile.user_id = met.people.leader.id
    session.flush()
    alone = report(met, met.leader)
    with pytest.raises(Forbidden):
        services.confirm(actor=met.leader, outcome_id=alone.id)


def test_members_read_but_only_the_leader_speaks_and_strangers_find_nothing(
    session: Session, met: Any, actor_of: ActorOf
) -> None:
    with pytest.raises(Forbidden):
        report(met, met.member)
    made = report(met, met.owner)
    assert queries.get_outcome(met.member, made.id).milestone is Milestone.INVESTED
    with pytest.raises(Forbidden):
        services.confirm(actor=met.member, outcome_id=made.id)
    stranger = actor_of(factories.a_user())
    with pytest.raises(NotFound):
        queries.get_outcome(stranger, made.id)
    with pytest.raises(NotFound):
        services.confirm(actor=stranger, outcome_id=made.id)


def test_a_member_who_does_not_lead_is_told_who_reports_and_gets_no_form_to_fill(
    session: Session, met: Any, signed_in: Any
) -> None:
    place = f"/introductions/{met.introduction.id}/outcomes"
    member, leader = signed_in(met.people.member), signed_in(met.people.leader)
    member.post("/language", data={"locale": "en"})
    part = member.get(place).text
    assert (f"{place}/new" in part, "its leader reports" in part) == (False, True)
    assert member.get(f"{place}/new").status_code == 403
    assert member.post(place, data={}).status_code == 403, "before anything is said about the fields"
    leader.post("/language", data={"locale": "en"})
    part = leader.get(place).text
    assert (f"{place}/new" in part, "its leader reports" in part) == (True, False)
    assert leader.get(f"{place}/new").status_code == 200


def test_no_form_is_offered_before_both_agreed(session: Session, met: Any, signed_in: Any) -> None:
    met.introduction.state = IntroductionState.ASKED
    session.flush()
    answer = signed_in(met.people.leader).get(f"/introductions/{met.introduction.id}/outcomes/new")
    assert answer.status_code == NotIntroduced.status


def test_the_same_is_reported_once_and_anew_after_a_dispute(session: Session, met: Any) -> None:
    made = report(met, met.leader)
    with pytest.raises(OutcomeExists):
        report(met, met.owner)
    services.dispute(actor=met.owner, outcome_id=made.id, why=" 金额是三百万 ")
    assert queries.get_outcome(met.leader, made.id).answer_note == "金额是三百万"
    with pytest.raises(OutcomeAnswered):
        services.confirm(actor=met.owner, outcome_id=made.id)
    again = report(met, met.leader, invested(cents=300_000_000))
    services.confirm(actor=met.owner, outcome_id=again.id)
    assert session.query(ProjectMilestone).one().amount_cents == 300_000_000


def test_a_dispute_says_how_it_was(session: Session, met: Any) -> None:
    made = report(met, met.leader)
    with pytest.raises(Invalid):
        services.dispute(actor=met.owner, outcome_id=made.id, why="  ")
    assert session.get_one(Outcome, made.id).state is OutcomeState.REPORTED


def test_what_is_taken_back_asks_nobody_any_more(session: Session, met: Any) -> None:
    made = report(met, met.leader)
    services.withdraw(actor=met.leader, outcome_id=made.id)
    with pytest.raises(OutcomeAnswered):
        services.confirm(actor=met.owner, outcome_id=made.id)
    report(met, met.leader)


def test_nothing_comes_of_what_was_not_agreed_to(session: Session, met: Any) -> None:
    met.introduction.state, met.introduction.declined_by = IntroductionState.DECLINED, Side.PROFILE
    session.flush()
    with pytest.raises(NotIntroduced):
        report(met, met.leader)


def test_both_sides_are_asked_once_after_a_month_of_silence(session: Session, met: Any) -> None:
    assert services.ask_what_came_of_it() == 0
    met.introduction.answered_at -= timedelta(days=25)
    session.flush()
    assert services.ask_what_came_of_it() == 1
    services.ask_what_came_of_it()
    assert sorted(told(session, "outcome.asked")) == sorted([met.people.leader.id, met.people.owner.id])
    report(met, met.leader)
    assert services.ask_what_came_of_it() == 0


def test_what_nobody_answers_for_two_months_waits_no_more_and_may_be_said_anew(
    session: Session, met: Any
) -> None:
    made = report(met, met.leader)
    assert services.expire_overdue() == 0
    made.created_at -= ANSWER_WITHIN
    session.flush()
    assert queries.get_outcome(met.owner, made.id).state is OutcomeState.EXPIRED
    with pytest.raises(OutcomeAnswered):
        services.confirm(actor=met.owner, outcome_id=made.id)
    assert (services.expire_overdue(), services.expire_overdue()) == (1, 0)
    assert told(session, "outcome.expired") == [met.people.leader.id]
    assert report(met, met.leader).state is OutcomeState.REPORTED


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(
    app: Flask, session: Session, met: Any, signed_in: Callable[..., Any]
) -> None:
    page = signed_in(met.people.leader)
    base = f"/introductions/{met.introduction.id}/outcomes"
    assert "报告进展" in page.get(base).text
    given = {"milestone": "invested", "happened_on": clock.today().isoformat(), "note": "已打款"}
    answer = page.post(base, data={**given, "amount": "NaN"})
    assert answer.status_code == 422
    assert "已打款" in answer.text
    assert page.post(base, data=given).status_code == 422
    assert page.post(base, data={**given, "amount": "500", "currency": "CNY"}).status_code == 303
    assert "500 万元" in page.get(base).text
    other = signed_in(met.people.owner)
    made = session.query(Outcome).one()
    assert "确认" in other.get(base).text
    assert other.post(f"/outcomes/{made.id}/confirm").status_code == 303
    assert "双方已确认" in page.get(base).text


def test_the_part_takes_as_many_statements_for_one_outcome_as_for_three(
    session: Session, met: Any, signed_in: Callable[..., Any], count_queries: Callable[..., int]
) -> None:
    page = signed_in(met.people.leader)
    url = f"/introductions/{met.introduction.id}/outcomes"
    report(met, met.leader)
    session.commit()
    one = count_queries(lambda: page.get(url))
    for days in (1, 2):
        report(met, met.leader, invested(clock.today() - timedelta(days=days)))
    session.commit()
    assert count_queries(lambda: page.get(url)) == one
