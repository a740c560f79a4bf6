"""Firms apply to the venture alliance, the office vets them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.notices.models import Notice
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership
from contest.permissions import Role
from matching.alliance import queries, services
from matching.alliance.domain import AllianceStateError, Application, Move
from matching.alliance.models import AllianceStep
from matching.profiles import queries as profile_queries
from matching.profiles.domain import AllianceState, ProfileKind
from matching.recommendations import queries as recommendations
from matching.recommendations.queries import FeedFilter
from matching.retrieval.queries import eligible
from tests import factories
from tests.races import DONE, at_once

ActorOf = Callable[..., Actor]
SAID = Application("为项目提供早期资金", "两支基金，二十个项目", "https://example.com/fund")


@pytest.fixture
def firm(session: Session) -> Any:
    """An investor's profile with two colleagues, and the office."""
    first, second = factories.a_user(), factories.a_user()
    profile = factories.a_profile(ProfileKind.INVESTOR, first)
    session.add(
        Membership(organisation_id=profile.organisation_id, user_id=second.id, role=MembershipRole.MEMBER)
    )
    session.flush()
    return first, second, profile


def told(session: Session, user: Any) -> list[str]:
    found = session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)
    return [notice.code for notice in found if notice.superseded_at is None]


def test_a_firm_applies_and_the_office_makes_it_a_member(
    session: Session, actor_of: ActorOf, firm: Any
) -> None:
    first, second, profile = firm
    organiser = factories.a_user(Role.ORGANISER)
    services.apply(actor=actor_of(second), profile_id=profile.id, said=SAID)
    assert profile.alliance is AllianceState.APPLIED
    assert profile.alliance_since is None
    services.decide(actor=actor_of(organiser), profile_id=profile.id, move=Move.APPROVE)
    assert profile.alliance is AllianceState.MEMBER
    assert profile.alliance_since is not None
    assert told(session, first) == told(session, second) == ["alliance.member"]
    history = queries.steps_of(profile.id)
    assert [(step.move, step.by.zh) for step in history] == [
        (Move.APPROVE, organiser.name),
        (Move.APPLY, second.name),
    ]
    actions = [event.action for event in session.query(AuditEvent).filter_by(subject_id=profile.id)]
    assert actions == ["alliance.applied", "alliance.approved"]


def test_a_refused_firm_reads_why_and_applies_again(session: Session, actor_of: ActorOf, firm: Any) -> None:
    first, _second, profile = firm
    office = actor_of(factories.a_user(Role.ORGANISER))
    services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    with pytest.raises(Invalid):
        services.decide(actor=office, profile_id=profile.id, move=Move.REFUSE)
    services.decide(actor=office, profile_id=profile.id, move=Move.REFUSE, reason="缺少登记材料")
    notice = session.query(Notice).filter_by(user_id=first.id).one()
    assert notice.params["reason"] == "缺少登记材料"
    services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    with pytest.raises(AllianceStateError):
        services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    services.withdraw(actor=actor_of(first), profile_id=profile.id)
    assert profile.alliance is AllianceState.NONE


def test_an_application_that_was_sent_anew_is_not_the_one_the_office_has_read(
    session: Session, actor_of: ActorOf, firm: Any
) -> None:
    first, _second, profile = firm
    office = actor_of(factories.a_user(Role.ORGANISER))
    read = services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    services.withdraw(actor=actor_of(first), profile_id=profile.id)
    other = Application("换一种说法", "没有记录")
    sent = services.apply(actor=actor_of(first), profile_id=profile.id, said=other)
    with pytest.raises(AllianceStateError):
        services.decide(actor=office, profile_id=profile.id, move=Move.APPROVE, seen=read.id)
    services.decide(actor=office, profile_id=profile.id, move=Move.APPROVE, seen=sent.id)
    assert profile.alliance is AllianceState.MEMBER


def test_the_page_of_the_office_says_which_application_it_shows(
    session: Session, signed_in: Any, actor_of: ActorOf, firm: Any
) -> None:
    first, _second, profile = firm
    step = services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    office = signed_in(factories.a_user(Role.ORGANISER))
    place = f"/alliance/{profile.id}"
    assert f'name="seen" value="{step.id}"' in office.get(place).text
    late = office.post(f"{place}/decide", data={"move": "approve", "seen": str(profile.id)})
    assert late.status_code == 422
    assert office.post(f"{place}/decide", data={"move": "approve", "seen": str(step.id)}).status_code == 303


def test_a_refusal_no_longer_stands_once_the_firm_applies_again(
    session: Session, actor_of: ActorOf, firm: Any
) -> None:
    first, _second, profile = firm
    office = actor_of(factories.a_user(Role.ORGANISER))
    services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    services.decide(actor=office, profile_id=profile.id, move=Move.REFUSE, reason="缺少登记材料")
    assert told(session, first) == ["alliance.refused"]
    services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    session.expire_all()
    assert told(session, first) == []


def test_only_the_firm_applies_and_only_the_office_decides_never_on_its_own_firm(
    session: Session, actor_of: ActorOf, firm: Any
) -> None:
    first, _second, profile = firm
    stranger = factories.a_user()
    factories.a_profile(ProfileKind.INVESTOR, stranger)
    with pytest.raises(Forbidden):
        services.apply(actor=actor_of(stranger), profile_id=profile.id, said=SAID)
    services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    both = factories.a_user(Role.ORGANISER)
    session.add(
        Membership(organisation_id=profile.organisation_id, user_id=both.id, role=MembershipRole.MEMBER)
    )
    session.flush()
    for user in (first, both, factories.a_user(Role.CONFIRMER), factories.a_user(Role.AUDITOR)):
        with pytest.raises(Forbidden):
            services.decide(actor=actor_of(user), profile_id=profile.id, move=Move.APPROVE)
    with pytest.raises(Forbidden):
        services.apply(actor=actor_of(factories.a_user(Role.ORGANISER)), profile_id=profile.id, said=SAID)


def test_a_park_has_no_membership(session: Session, actor_of: ActorOf) -> None:
    park = factories.a_profile(ProfileKind.PARK, factories.a_user())
    with pytest.raises(NotFound):
        queries.get_investor(actor_of(factories.a_user(Role.ORGANISER)), park.id)
    with pytest.raises(Forbidden):
        services.decide(
            actor=actor_of(factories.a_user(Role.ORGANISER)), profile_id=park.id, move=Move.APPROVE
        )


def test_a_suspended_investor_is_out_of_matching_at_once_and_back_when_reinstated(
    session: Session, actor_of: ActorOf, firm: Any
) -> None:
    first, _second, profile = firm
    leader = factories.a_user()
    project = factories.a_winner(
        factories.a_season(), factories.a_team(leader), name=LocalizedText("澜芯", "Lanxin")
    )
    factories.a_recommendation(project, profile)
    office, mine = actor_of(factories.a_user(Role.ORGANISER)), actor_of(leader)

    def seen() -> tuple[int, int, int, int]:
        pool = session.execute(eligible(ProfileKind.INVESTOR)).all()
        winners = recommendations.feed(profile.id, FeedFilter(question=factories.asked("澜芯")))
        shown = recommendations.list_for_project(mine, project.id, ProfileKind.INVESTOR)
        browsed = profile_queries.browse_for(mine, ProfileKind.INVESTOR)
        return len(pool), winners.total, len(shown), browsed.total

    services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    services.decide(actor=office, profile_id=profile.id, move=Move.APPROVE)
    before = seen()
    assert (before[0], before[2], before[3]) == (1, 1, 1)
    services.decide(actor=office, profile_id=profile.id, move=Move.SUSPEND, reason="多次爽约")
    assert seen() == (0, 0, 0, 0)
    with pytest.raises(NotFound):
        profile_queries.get_profile(mine, profile.id)
    assert profile_queries.get_profile(actor_of(first), profile.id).alliance is AllianceState.SUSPENDED
    services.decide(actor=office, profile_id=profile.id, move=Move.REINSTATE)
    assert seen() == before


def test_the_offices_list_has_whoever_asked_first_on_top_in_constant_queries(
    session: Session, actor_of: ActorOf, count_queries: Any
) -> None:
    def apply() -> Any:
        user = factories.a_user()
        profile = factories.a_profile(ProfileKind.INVESTOR, user)
        services.apply(actor=actor_of(user), profile_id=profile.id, said=SAID)
        return profile.id

    first = apply()
    one = count_queries(lambda: queries.candidacies(AllianceState.APPLIED))
    second, third = apply(), apply()
    assert count_queries(lambda: queries.candidacies(AllianceState.APPLIED)) == one
    found = queries.candidacies(AllianceState.APPLIED)
    assert [line.profile_id for line in found] == [first, second, third]
    assert queries.counts()[AllianceState.APPLIED] == 3


@pytest.mark.committed
def test_two_officers_who_decide_at_once_decide_once(
    app: Flask, session: Session, actor_of: ActorOf, firm: Any
) -> None:
    first, _second, profile = firm
    services.apply(actor=actor_of(first), profile_id=profile.id, said=SAID)
    officers = [actor_of(factories.a_user(Role.ORGANISER)) for _ in range(2)]
    moves = [(Move.APPROVE, ""), (Move.REFUSE, "缺少材料")]
    session.commit()
    decide, profile_id = services.decide, profile.id
    presses = [
        partial(decide, actor=officer, profile_id=profile_id, move=move, reason=reason)
        for officer, (move, reason) in zip(officers, moves, strict=True)
    ]
    assert sorted(at_once(app, presses)) == sorted([DONE, AllianceStateError.code])
    assert session.query(AllianceStep).count() == 2
