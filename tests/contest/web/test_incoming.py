"""What no column can hold is refused at the door, whoever sends it and however."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from contest.kernel import audit
from contest.kernel.access import SYSTEM
from contest.permissions import Role
from tests import factories


@pytest.mark.parametrize(
    "path", ["/bases?q=a%00b", "/bases?%00=1", "/seasons/a%00b", "/api/v1/seasons/a%00b"]
)
def test_an_address_with_a_nul_byte_is_a_client_error(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 422


def test_a_form_with_a_nul_byte_is_a_client_error(session: Any, signed_in: Any) -> None:
    leader = factories.a_user(Role.ENTREPRENEUR)
    answer = signed_in(leader).post("/teams/new", data={"name_zh": "团\0队"})
    assert answer.status_code == 422
    assert signed_in(leader).post("/teams/new", data={"name_zh": "团队"}).status_code == 303


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_json_with_text_no_database_keeps_names_its_field(
    session: Any, client: FlaskClient, bearer: Any, name: str
) -> None:
    leader = factories.a_user(Role.ENTREPRENEUR)
    body = {
        "season_id": str(factories.a_season().id),
        "team_id": str(factories.a_team(leader).id),
        "name": {"zh": name},
    }
    answer = client.post("/api/v1/projects", json=body, headers=bearer(leader))
    assert (answer.status_code, [error["field"] for error in answer.json["errors"]]) == (422, ["name.zh"])


@pytest.mark.parametrize("raw", ["{", "[]", "null", "[" * 50_000, '{"a":' * 50_000, "9" * 5000])
def test_a_body_that_is_no_json_object_is_never_read_as_an_empty_one(
    session: Any, client: FlaskClient, bearer: Any, raw: str
) -> None:
    headers = bearer(factories.a_user(Role.ENTREPRENEUR))
    answer = client.post("/api/v1/projects", data=raw, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"])
def test_calls_of_the_api_take_json_only(session: Any, client: FlaskClient, bearer: Any, kind: str) -> None:
    headers = bearer(factories.a_user(Role.ENTREPRENEUR))
    answer = client.post("/api/v1/projects", data="name=x", content_type=kind, headers=headers)
    assert (answer.status_code, answer.content_type) == (415, "application/problem+json")


def test_a_body_of_several_megabytes_is_too_large(session: Any, client: FlaskClient, bearer: Any) -> None:
    headers = bearer(factories.a_user(Role.ENTREPRENEUR))
    raw = json.dumps({"name": {"zh": "x" * 3_000_000}})
    answer = client.post("/api/v1/projects", data=raw, content_type="application/json", headers=headers)
    assert answer.status_code == 413


def test_a_number_no_column_holds_is_a_client_error(session: Any, signed_in: Any) -> None:
    leader = factories.a_user(Role.ENTREPRENEUR)
    project = factories.a_project(factories.a_season(), factories.a_team(leader), submitted=True)
    answer = signed_in(leader).get(
        f"/projects/{project.id}/receipt/{10**30}", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("date", ["9999-12-31", "0001-01-01"])
def test_the_log_can_be_asked_about_the_ends_of_time(session: Any, signed_in: Any, date: str) -> None:
    audit.record(SYSTEM, "season.opened", None)
    client = signed_in(factories.a_user(Role.AUDITOR))
    assert client.get(f"/audit?since={date}&until={date}").status_code == 200
