"""Who reads a foreign project, and how much of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from contest.accounts.models import User
from contest.permissions import Role
from contest.projects import queries, services
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from tests import factories

SignedIn = Callable[[User], FlaskClient]


READERS = [
    ((Role.ORGANISER,), "", 200, 200),
    ((Role.CONFIRMER,), "", 200, 200),
    ((Role.AUDITOR,), "", 200, 200),
    ((Role.ADMINISTRATOR,), "", 404, 404),
    ((Role.OFFICER,), "310110", 200, 200),
    ((Role.OFFICER,), "310104", 404, 404),
    ((Role.JUDGE,), "", 404, 404),
    ((), "", 404, 404),
]


@pytest.mark.parametrize(("roles", "district", "page", "plan"), READERS)
def test_who_reads_a_foreign_project_and_its_plan(
    session: Any,
    signed_in: SignedIn,
    actor_of: Any,
    roles: tuple[Role, ...],
    district: str,
    page: int,
    plan: int,
) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(factories.a_season(), leader, zone_code="yangpu")
    services.submit(actor=actor_of(leader), project_id=project.id)
    file = queries.files_of(project.id)[0]
    client = signed_in(factories.a_user(*roles, district=district))
    assert client.get(f"/projects/{project.id}").status_code == page
    assert client.get(f"/projects/{project.id}/receipt").status_code == page
    assert client.get(f"/projects/{project.id}/files/{file.id}/view").status_code == plan
    for write in (
        "fields",
        "form/money",
        "files",
        "submit",
        "withdraw",
        "reopen",
        f"files/{file.id}/remove",
        "consents/consent_bases/take-back",
    ):
        method = client.patch if write == "fields" else client.post
        assert method(
            f"/projects/{project.id}/{write}",
            json={"field": "name.zh", "value": "x", "version": 1} if write == "fields" else None,
        ).status_code in {403, 404}
    for own in ("form/money", "checklist", "submit"):
        assert client.get(f"/projects/{project.id}/{own}").status_code in {403, 404}
    assert session.get_one(Project, project.id).state is ProjectState.SUBMITTED


def test_a_base_reads_consenting_projects_but_neither_plan_nor_people(
    session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    person, leader = factories.a_user(), factories.a_user()
    factories.a_base(person)
    season = factories.a_season()
    project = factories.a_ready_project(season, leader)
    client = signed_in(person)
    assert client.get(f"/projects/{project.id}").status_code == 404
    services.submit(actor=actor_of(leader), project_id=project.id)
    session.commit()
    page = client.get(f"/projects/{project.id}")
    assert page.status_code == 200
    assert leader.email not in page.text
    assert "商业计划书.pdf" not in page.text
    file = queries.files_of(project.id)[0]
    for part in (f"files/{file.id}", f"files/{file.id}/view", "receipt"):
        assert client.get(f"/projects/{project.id}/{part}").status_code == 403
    services.take_back_consent(actor=actor_of(leader), project_id=project.id, code="consent_bases")
    session.commit()
    assert client.get(f"/projects/{project.id}").status_code == 404


def test_a_base_sees_what_was_handed_in_not_the_draft(
    session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    person, leader = factories.a_user(), factories.a_user()
    factories.a_base(person)
    project = factories.a_ready_project(factories.a_season(), leader)
    services.submit(actor=actor_of(leader), project_id=project.id)
    services.save_fields(
        actor=actor_of(leader), project_id=project.id, values={"market.zh": "还没提交的秘密"}, version=1
    )
    client = signed_in(person)
    assert "还没提交的秘密" not in client.get(f"/projects/{project.id}").text


def test_the_public_is_asked_to_sign_in(client: FlaskClient) -> None:
    project = factories.a_project(factories.a_season())
    for address in (f"/projects/{project.id}", "/projects", "/office/projects"):
        answer = client.get(address)
        assert (answer.status_code, "/account/sign-in" in answer.headers["Location"]) == (303, True)
