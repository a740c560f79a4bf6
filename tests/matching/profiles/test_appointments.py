"""Mentors' terms and training; what parks declare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid
from contest.permissions import Role
from matching.profiles import services
from matching.profiles.domain import Appointment, ProfileData, ProfileKind
from matching.recommendations.domain import CriterionCode, CriterionState, ProfileFacts, WinnerFacts, compare
from matching.recommendations.queries import list_for_project, pool
from tests import factories

ActorOf = Callable[..., Actor]
TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("begins", "ends", "recommended"),
    [(None, None, 1), (-10, 0, 1), (0, 10, 1), (-10, -1, 0), (1, 10, 0), (None, -1, 0), (None, 5, 1)],
)
def test_a_mentor_is_recommended_during_the_term_only(
    session: Session, actor_of: ActorOf, begins: int | None, ends: int | None, recommended: int
) -> None:
    leader = factories.a_user()
    project = factories.a_winner(factories.a_season(), factories.a_team(leader))
    mentor = factories.a_profile(ProfileKind.MENTOR, factories.a_user(Role.MENTOR))
    factories.a_recommendation(project, mentor)
    today = clock.today()
    days = [None if offset is None else today + timedelta(days=offset) for offset in (begins, ends)]
    office = actor_of(factories.a_user(Role.ORGANISER))
    services.appoint(actor=office, profile_id=mentor.id, given=Appointment(*days))
    assert len(pool(ProfileKind.MENTOR)) == recommended
    assert len(list_for_project(actor_of(leader), project.id, ProfileKind.MENTOR)) == recommended


def test_only_the_office_appoints_and_only_mentors(session: Session, actor_of: ActorOf) -> None:
    user = factories.a_user(Role.MENTOR)
    mentor, investor = factories.a_profile(ProfileKind.MENTOR, user), factories.a_profile()
    for actor, profile in ((user, mentor), (factories.a_user(Role.ORGANISER), investor)):
        with pytest.raises(Forbidden):
            services.appoint(actor=actor_of(actor), profile_id=profile.id, given=Appointment())


def test_a_term_that_ends_before_it_begins_is_refused(session: Session, actor_of: ActorOf) -> None:
    mentor = factories.a_profile(ProfileKind.MENTOR, factories.a_user(Role.MENTOR))
    given = Appointment(date(2026, 2, 1), date(2026, 1, 1), date(2999, 1, 1))
    with pytest.raises(Invalid) as caught:
        services.appoint(actor=actor_of(factories.a_user(Role.ORGANISER)), profile_id=mentor.id, given=given)
    assert [one.code for one in caught.value.errors] == ["term_order", "in_the_future"]


def states(winner: WinnerFacts, **park: Any) -> dict[CriterionCode, CriterionState]:
    found = compare(winner, ProfileFacts(ProfileKind.PARK, **park), today=TODAY)
    return {criterion.code: criterion.state for criterion in found}


@pytest.mark.parametrize(
    ("offered", "expected"),
    [((), "unknown"), (("IP", "LEGAL"), "satisfied"), (("IP",), "unmet")],
)
def test_services_answer_the_needs_that_no_facility_answers(offered: tuple[str, ...], expected: str) -> None:
    winner = WinnerFacts(needs=frozenset({"IP", "LEGAL", "PILOT"}))
    assert states(winner, services=frozenset(offered))[CriterionCode.SERVICES] == expected


def test_who_needs_no_service_is_not_compared_by_them() -> None:
    assert CriterionCode.SERVICES not in states(WinnerFacts(needs=frozenset({"PILOT"})))


@pytest.mark.parametrize(
    ("declared", "expected"), [((), "unknown"), (("ai",), "satisfied"), (("bio",), "unmet")]
)
def test_the_declared_landing_priority_is_a_criterion(declared: tuple[str, ...], expected: str) -> None:
    found = states(WinnerFacts(track="ai"), priority_tracks=frozenset(declared))
    assert found[CriterionCode.PRIORITY] == expected


@pytest.mark.parametrize(
    ("places", "vacant", "expected"),
    [
        (None, None, "unknown"),
        (None, 900, "satisfied"),
        (None, 0, "unmet"),
        (0, 900, "unmet"),
        (2, 0, "satisfied"),
    ],
)
def test_places_decide_and_the_vacant_area_only_where_none_are_stated(
    places: int | None, vacant: int | None, expected: str
) -> None:
    assert states(WinnerFacts(), capacity=places, vacant_m2=vacant)[CriterionCode.CAPACITY] == expected


def test_a_base_declares_services_and_priority_and_its_area_follows_the_base(
    session: Session, actor_of: ActorOf
) -> None:
    user = factories.a_user()
    factories.a_season()
    base = factories.a_base(user, vacant_m2=800)
    offered = services.offer_base(actor=actor_of(user), base_id=base.id)
    data = ProfileData(
        name=LocalizedText(), services=("IP",), priority_tracks=("life_health",), vacant_m2=5, capacity=3
    )
    services.edit_profile(actor=actor_of(user), profile_id=offered.id, data=data, version=1)
    assert (offered.services, offered.priority_tracks, offered.vacant_m2) == (["IP"], ["life_health"], 800)
    (candidate,) = pool(ProfileKind.PARK)
    assert candidate.facts.services == {"IP"}
    assert candidate.facts.priority_tracks == {"life_health"}
    with pytest.raises(Invalid):
        services.edit_profile(
            actor=actor_of(user),
            profile_id=offered.id,
            data=ProfileData(name=LocalizedText(), priority_tracks=("magic",)),
            version=2,
        )
