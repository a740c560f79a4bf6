"""Teams by browser: the invitation link from the letter to the team, for somebody who has no session yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from contest.accounts.models import User
from contest.mail.models import Letter
from contest.permissions import Role
from contest.teams import queries, services
from contest.teams.links import path_of
from contest.teams.models import TeamInvitation
from tests import factories

SignedIn = Callable[[User], FlaskClient]


def test_somebody_without_a_session_signs_in_comes_back_and_joins(
    session: Any, client: FlaskClient, actor_of: Any
) -> None:
    leader, guest = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    invitation = services.invite(actor=actor_of(leader), team_id=team.id)
    session.commit()
    link = path_of(invitation.id)
    page = client.get(link).text
    assert team.name.zh in page
    assert f"/account/sign-in?next={link}" in page
    assert f"/account/register?next={link}" in page
    back = client.post(
        "/account/sign-in", data={"email": guest.email, "password": factories.PASSWORD, "next": link}
    )
    assert back.headers["Location"] == link
    asked = client.get(link)
    assert (asked.status_code, f'action="{link}"' in asked.text) == (200, True)
    assert session.get_one(TeamInvitation, invitation.id).accepted_at is None
    assert client.post(link).headers["Location"] == f"/teams/{team.id}"
    assert guest.email in client.get(f"/teams/{team.id}").text
    assert client.get(link).headers["Location"] == f"/teams/{team.id}"
    assert client.post(link).headers["Location"] == f"/teams/{team.id}"


def test_somebody_without_an_account_registers_proves_the_address_and_comes_back(
    session: Any, client: FlaskClient, actor_of: Any
) -> None:
    leader = factories.a_user()
    link = path_of(services.invite(actor=actor_of(leader), team_id=factories.a_team(leader).id).id)
    session.commit()
    client.get(f"/account/register?next={link}")
    person = {"name": "新成员", "email": "new@example.com", "password": factories.PASSWORD, "agree": "y"}
    assert client.post("/account/register", data=person).status_code == 303
    letter = session.query(Letter).filter_by(recipient="new@example.com").one()
    proved = client.post(letter.params["link"])
    assert proved.headers["Location"] == f"/account/sign-in?next={link}"
    back = client.post("/account/sign-in", data={**person, "next": link})
    assert back.headers["Location"] == link
    assert client.post(link).headers["Location"].startswith("/teams/")


def test_an_unproved_address_is_asked_to_be_proved_first(
    session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    leader, guest = factories.a_user(), factories.a_user(verified=False)
    team = factories.a_team(leader)
    link = path_of(services.invite(actor=actor_of(leader), team_id=team.id).id)
    client = signed_in(guest)
    assert "请先验证电子邮箱" in client.get(link).text
    assert client.post(link).status_code == 403


def test_a_used_or_forged_link_says_so(session: Any, signed_in: SignedIn, actor_of: Any) -> None:
    leader, guest, other = factories.a_user(), factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    invitation = services.invite(actor=actor_of(leader), team_id=team.id)
    services.join(actor=actor_of(guest), invitation_id=invitation.id)
    client = signed_in(other)
    for method in (client.get, client.post):
        used, forged = method(path_of(invitation.id)), method("/teams/join/nonsense")
        assert (used.status_code, forged.status_code) == (410, 410)
        assert "该邀请已失效" in used.text


def test_the_leader_invites_hands_over_and_removes_by_browser(session: Any, signed_in: SignedIn) -> None:
    leader, member = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, member)
    client = signed_in(leader)
    where = f"/teams/{team.id}"
    assert client.post(where + "/invitations", data={"email": "not an address"}).status_code == 422
    client.post(where + "/invitations", data={"email": "new@example.com"})
    page = client.get(where).text
    assert "new@example.com" in page
    assert "data-copy=" in page
    client.post(f"{where}/invitations/{session.query(TeamInvitation).one().id}/revoke")
    assert "new@example.com" not in client.get(where).text
    assert client.post(where + "/name", data={"name_zh": "", "name_en": ""}).status_code == 422
    client.post(where + "/name", data={"name_zh": "新名字"})
    client.post(f"{where}/members/{member.id}", data={"duty_zh": "技术", "duty_en": "CTO"})
    assert "技术" in client.get(where).text
    assert client.get(f"{where}/members/{member.id}").status_code == 200
    client.post(f"{where}/members/{member.id}/lead")
    left = client.post(f"{where}/members/{leader.id}/remove")
    assert left.headers["Location"] == "/teams"
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_renders_in_both_languages(
    session: Any, signed_in: SignedIn, actor_of: Any, language: str
) -> None:
    leader = factories.a_user(locale=language)
    team = factories.a_team(leader)
    link = path_of(services.invite(actor=actor_of(leader), team_id=team.id).id)
    client, guest = signed_in(leader), signed_in(factories.a_user(locale=language))
    for address in ("/teams", "/teams/new", f"/teams/{team.id}", f"/teams/{team.id}/members/{leader.id}"):
        assert client.get(address).status_code == 200
    assert {"zh": "加入团队", "en": "Join the team"}[language] in guest.get(link).text


ROLES = [
    ((), 404),
    ((Role.ORGANISER,), 200),
    ((Role.AUDITOR,), 200),
    ((Role.JUDGE,), 404),
    ((Role.OFFICER,), 404),
]


@pytest.mark.parametrize(("roles", "status"), ROLES)
def test_who_sees_a_foreign_team_and_that_nobody_else_changes_it(
    session: Any, signed_in: SignedIn, roles: tuple[Role, ...], status: int
) -> None:
    team, member = factories.a_team(), factories.a_user()
    factories.a_member(team, member)
    client = signed_in(factories.a_user(*roles, district="310110"))
    assert client.get(f"/teams/{team.id}").status_code == status
    for path in (
        "name",
        "invitations",
        f"members/{member.id}",
        f"members/{member.id}/remove",
        f"members/{member.id}/lead",
    ):
        assert client.post(f"/teams/{team.id}/{path}", data={"name_zh": "x", "email": ""}).status_code in {
            403,
            404,
        }


def test_a_team_page_costs_the_same_for_one_member_and_for_three(
    session: Any, signed_in: SignedIn, count_queries: Any, actor_of: Any
) -> None:
    leader = factories.a_user()
    team = factories.a_team(leader)
    client = signed_in(leader)
    one = count_queries(lambda: client.get(f"/teams/{team.id}"))
    for _ in range(2):
        factories.a_member(team, factories.a_user())
    session.commit()
    assert count_queries(lambda: client.get(f"/teams/{team.id}")) == one
    assert len(queries.members_of([team.id])[team.id]) == 3
