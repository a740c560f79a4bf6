"""Where entries come from: partners' lists that teams take over, and bases' recommendations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contest.channels import queries, services
from contest.channels.domain import AlreadyReferred, LinkUnusable, NotYourClaim
from contest.channels.links import claim_path, read_claim, referral_path
from contest.channels.models import ProjectClaim, Referral
from contest.kernel import clock
from contest.kernel.errors import Forbidden, Invalid
from contest.mail.models import Letter
from contest.permissions import Role
from contest.projects import services as project_services
from contest.projects.models import Project
from contest.seasons.domain import WindowClosed, WindowKind
from contest.seasons.models import Window
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember
from tests import factories

SignedIn = Callable[..., Any]


def imported(season: Any, address: str = "leader@example.com") -> tuple[Any, Any]:
    """A project from a list whose leader never signed in."""
    leader = factories.a_user(email=address, verified=False)
    project = factories.a_project(season, factories.a_team(leader), external_id=f"P-{address}")
    return leader, project


def claim_of(session: Any, project: Any) -> Any:
    return session.query(ProjectClaim).filter_by(project_id=project.id).one()


def leader_of(session: Any, project: Any) -> Any:
    return session.query(TeamMember).filter_by(team_id=project.team_id, role=TeamRole.LEADER).one().user_id


def test_the_office_writes_to_each_leader_once_and_the_team_takes_its_project_over(
    app: Flask, session: Any, client: FlaskClient, signed_in: SignedIn, actor_of: Any
) -> None:
    season = factories.a_season()
    leader, project = imported(season)
    factories.a_project(season)  # entered by its own team: nobody writes about it
    office = signed_in(factories.a_user(Role.ORGANISER))
    for _ in range(2):
        assert office.post("/office/imported", data={"season": season.slug}).status_code == 303
    letter = session.query(Letter).filter_by(template="claim_project").one()
    assert letter.recipient == leader.email
    page = client.get(letter.params["link"]).text
    assert "设置密码" in page
    begun = client.post(letter.params["link"] + "/begin")
    assert begun.headers["Location"].startswith("/account/reset/")
    new = "four quiet mountains"
    assert client.post(begun.headers["Location"], data={"password": new}).status_code == 303
    session.refresh(leader)
    assert leader.email_verified_at is not None
    browser = signed_in(leader)
    assert browser.post(letter.params["link"]).headers["Location"] == f"/projects/{project.id}"
    session.expire_all()
    assert claim_of(session, project).claimed_by == leader.id
    assert session.get(Project, project.id).channel_fixed
    assert "已认领" in office.get(f"/office/imported?season={season.slug}").text
    assert services.send_claims(actor=actor_of(factories.a_user(Role.ORGANISER)), season_id=season.id) == 0


def test_a_link_serves_the_address_it_went_to_and_nobody_else(session: Any, actor_of: Any) -> None:
    season = factories.a_season()
    leader, project = imported(season)
    services.send_claims(actor=actor_of(factories.a_user(Role.ORGANISER)), season_id=season.id)
    claim = claim_of(session, project)
    with pytest.raises(NotYourClaim):
        services.claim(actor=actor_of(factories.a_user()), claim_id=claim.id)
    assert leader_of(session, project) == leader.id
    with pytest.raises(LinkUnusable):
        read_claim(claim_path(claim.id).rsplit("/", 1)[1] + "x")


def test_a_link_that_went_to_another_address_ends_when_the_claim_goes_to_a_new_one(
    session: Any, client: FlaskClient, actor_of: Any
) -> None:
    season = factories.a_season()
    first, project = imported(season)
    office = actor_of(factories.a_user(Role.ORGANISER))
    services.send_claims(actor=office, season_id=season.id)
    old = claim_of(session, project)
    old_link, old.sent_at = claim_path(old.id), clock.now() - timedelta(days=1)
    second = factories.a_user(email="second@example.com", verified=False)
    members = session.query(TeamMember).filter_by(team_id=project.team_id, user_id=first.id)
    members.one().user_id = second.id
    session.flush()
    session.expire_all()
    assert services.send_claims(actor=office, season_id=season.id) == 1
    session.expire_all()
    claim = claim_of(session, project)
    assert claim.email == second.email
    assert client.post(old_link + "/begin").status_code == 410, "or the old address takes over the new one"
    assert "/account/reset/" in client.post(claim_path(claim.id) + "/begin").headers["Location"]
    kept = claim.id
    claim.sent_at = clock.now() - timedelta(days=1)
    session.flush()
    services.send_claims(actor=office, season_id=season.id)
    session.expire_all()
    assert claim_of(session, project).id == kept, "sent again to the same address it is the same link"


def test_after_the_deadline_where_a_project_came_from_does_not_change_any_more(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    leader, season = factories.a_user(), factories.a_season()
    base, project = factories.a_base(), factories.a_ready_project(season, leader)
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    before = project.channel_code
    session.query(Window).filter_by(season_id=season.id, kind=WindowKind.SUBMISSION).update(
        {"closes_at": clock.now() - timedelta(seconds=1)}
    )
    asked = {"season_id": season.id, "project_id": project.id}
    with pytest.raises(WindowClosed):
        services.refer(actor=actor_of(leader), base_id=base.id, **asked)
    link = referral_path(base.id, season.id)
    assert signed_in(leader).post(link, data={"project": str(project.id)}).headers["Location"] == link
    session.expire_all()
    assert session.query(Referral).count() == 0
    assert session.get(Project, project.id).channel_code == before


def test_whoever_led_by_the_list_becomes_a_member_when_the_real_leader_has_the_address(
    session: Any, actor_of: Any
) -> None:
    season = factories.a_season()
    listed, project = imported(season)
    services.send_claims(actor=actor_of(factories.a_user(Role.ORGANISER)), season_id=season.id)
    claim = claim_of(session, project)
    real = factories.a_user(email="real@example.com")
    claim.email = "real@example.com"
    session.flush()
    services.claim(actor=actor_of(real), claim_id=claim.id)
    assert leader_of(session, project) == real.id
    roles = {row.user_id: row.role for row in session.query(TeamMember).filter_by(team_id=project.team_id)}
    assert roles == {listed.id: TeamRole.MEMBER, real.id: TeamRole.LEADER}
    assert services.claim(actor=actor_of(real), claim_id=claim.id) == project.id, "a second press is no error"


def test_a_project_enters_on_one_recommendation_which_stays_with_it_for_life(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    manager, leader = factories.a_user(), factories.a_user()
    base, other = factories.a_base(manager), factories.a_base()
    season = factories.a_season()
    project = factories.a_ready_project(season, leader)
    asked = {"season_id": season.id, "project_id": project.id}
    with pytest.raises(Forbidden):
        services.refer(actor=actor_of(manager), base_id=base.id, **asked)
    browser = signed_in(leader)
    link = referral_path(base.id, season.id)
    assert project.name.zh in browser.get(link).text
    assert (
        browser.post(link, data={"project": str(project.id)}).headers["Location"] == f"/projects/{project.id}"
    )
    with pytest.raises(AlreadyReferred):
        services.refer(actor=actor_of(leader), base_id=other.id, **asked)
    session.expire_all()
    assert session.query(Referral).one().base_id == base.id
    with pytest.raises(Invalid) as refused:
        project_services.save_fields(
            actor=actor_of(leader), project_id=project.id, values={"channel_code": ""}, version=99
        )
    assert [error.code for error in refused.value.errors] == ["channel_fixed"]
    assert queries.referrals_by_year(base.id) == {}, "counted once it is handed in"
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    assert queries.referrals_by_year(base.id) == {season.year: 1}
    page = signed_in(manager).get(f"/bases/{base.id}/recommended").text
    assert project.name.zh in page
    assert "/channels/recommended/" in page
    assert signed_in(leader).get(f"/bases/{base.id}/recommended").status_code in {403, 404}


def test_the_list_of_imported_projects_costs_the_same_for_one_and_for_three(
    session: Any, signed_in: SignedIn, count_queries: Any
) -> None:
    season = factories.a_season()
    imported(season)
    office = signed_in(factories.a_user(Role.ORGANISER))
    address = f"/office/imported?season={season.slug}&show=open"
    one = count_queries(lambda: office.get(address))
    for number in range(2):
        imported(season, f"more{number}@example.com")
    session.commit()
    assert count_queries(lambda: office.get(address)) == one
    assert "暂无合作渠道项目" in office.get(f"/office/imported?season={factories.a_season().slug}").text
