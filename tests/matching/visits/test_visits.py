"""Every view of a winner in matching is noted for its team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.kernel.columns import LocalizedText
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership
from contest.permissions import Role
from matching.profiles.domain import AllianceState, ProfileKind
from matching.visits import queries, services
from matching.visits.domain import Visited
from matching.visits.models import ProjectVisit
from tests import factories

SignedIn = Callable[[Any], FlaskClient]


@pytest.fixture
def cast(session: Session) -> Any:
    leader, first, second = (factories.a_user() for _ in range(3))
    project = factories.a_winner(
        factories.a_season(), factories.a_team(leader), name=LocalizedText("澜芯", "Lanxin")
    )
    profile = factories.a_profile(
        ProfileKind.INVESTOR, first, name=LocalizedText("海屿资本", "Haiyu Capital")
    )
    session.add(
        Membership(organisation_id=profile.organisation_id, user_id=second.id, role=MembershipRole.MEMBER)
    )
    session.flush()
    return leader, first, second, project, profile


def test_the_team_reads_who_opened_the_project_but_no_names_of_people(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    leader, first, second, project, profile = cast
    url = f"/candidates/{profile.id}/projects/{project.id}"
    assert signed_in(first).head(url).status_code == 200
    assert session.query(ProjectVisit).count() == 0
    for user in (first, first, second):
        page = signed_in(user).get(url)
        assert page.status_code == 200
        assert "澜芯" in page.text
    assert session.query(ProjectVisit).count() == 2  # one a person and hour
    team = signed_in(leader)
    for shown in (f"/matches/{project.id}/visits", f"/matches/{project.id}/visits/latest"):
        text = team.get(shown).text
        assert text.count("海屿资本") >= 2
        assert first.name not in text
    assert queries.visitors(project.id) == 1


def test_a_later_hour_is_another_view(session: Session, cast: Any, actor_of: Any) -> None:
    _leader, first, _second, project, profile = cast
    actor = actor_of(first)
    ids = {"project_id": project.id, "profile_id": profile.id}
    services.note_visit(actor=actor, **ids, what=Visited.PROJECT)
    made = session.query(ProjectVisit).one()
    made.hour -= timedelta(hours=1)
    session.flush()
    services.note_visit(actor=actor, **ids, what=Visited.PROJECT)
    services.note_visit(actor=actor, **ids, what=Visited.INTRODUCTION)
    assert session.query(ProjectVisit).count() == 3


def test_whoever_oversees_matching_is_no_visitor_and_strangers_read_nothing(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    _leader, _first, _second, project, profile = cast
    url = f"/candidates/{profile.id}/projects/{project.id}"
    assert signed_in(factories.a_user(Role.ORGANISER)).get(url).status_code == 200
    assert session.query(ProjectVisit).count() == 0
    stranger = factories.a_user()
    factories.a_profile(ProfileKind.INVESTOR, stranger)
    assert signed_in(stranger).get(url).status_code == 404
    assert signed_in(stranger).get(f"/matches/{project.id}/visits").status_code in {403, 404}


@pytest.mark.parametrize("why", ["consent", "withdrawn", "suspended", "unpublished"])
def test_what_is_not_open_is_not_shown_and_not_noted(
    signed_in: SignedIn, session: Session, cast: Any, why: str
) -> None:
    _leader, first, _second, project, profile = cast
    if why == "consent":
        project.consent_matching = False
    elif why == "withdrawn":
        project.withdrawn_at = datetime.now(UTC)
    elif why == "suspended":
        profile.alliance = AllianceState.SUSPENDED
    else:
        project = factories.a_winner(factories.a_season(), public=False)
    session.flush()
    assert signed_in(first).get(f"/candidates/{profile.id}/projects/{project.id}").status_code == 404
    assert session.query(ProjectVisit).count() == 0


def test_opening_an_introduction_is_noted_too(signed_in: SignedIn, session: Session, cast: Any) -> None:
    leader, first, _second, project, profile = cast
    introduction = factories.matching.an_open_introduction(project, profile)
    assert signed_in(leader).get(f"/introductions/{introduction.id}").status_code == 200
    assert session.query(ProjectVisit).count() == 0
    assert signed_in(first).get(f"/introductions/{introduction.id}").status_code == 200
    assert session.query(ProjectVisit).one().what is Visited.INTRODUCTION


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    session: Session, cast: Any, count_queries: Any, actor_of: Any
) -> None:
    _leader, first, second, project, profile = cast
    ids = {"project_id": project.id, "profile_id": profile.id}
    services.note_visit(actor=actor_of(first), **ids, what=Visited.PROJECT)
    one = count_queries(lambda: queries.visits_of(project.id))
    services.note_visit(actor=actor_of(second), **ids, what=Visited.PROJECT)
    services.note_visit(actor=actor_of(first), **ids, what=Visited.INTRODUCTION)
    assert count_queries(lambda: queries.visits_of(project.id)) == one
    assert queries.visits_of(project.id).total == 3
