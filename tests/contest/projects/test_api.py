"""`/api/v1/projects`."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from contest.permissions import Role
from tests import factories

FIELDS = {
    "name": {"zh": "固态电解质", "en": "Solid electrolyte"},
    "track_code": "green",
    "amount_sought": 50_000_000_050,
    "needs": ["FIN"],
    "market": {"en": "Large"},
}


def test_a_program_enters_a_project_from_begin_to_receipt(client: FlaskClient, bearer: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    headers = bearer(leader)
    begun = client.post(
        "/api/v1/projects",
        headers=headers,
        json={"season_id": str(season.id), "team_id": str(project.team_id), "name": {"zh": "另一个"}},
    )
    assert (begun.status_code, begun.json["state"], begun.json["fields"]["name"]) == (
        201,
        "draft",
        {"zh": "另一个", "en": ""},
    )
    assert {"plan", "problem", "declaration_of_truth"} <= set(begun.json["missing"])
    where = f"/api/v1/projects/{project.id}"
    changed = client.patch(where, headers=headers, json={"version": 1, "fields": FIELDS})
    assert (changed.status_code, changed.json["version"], changed.json["missing"]) == (200, 2, [])
    assert changed.json["fields"]["amount_sought"] == 50_000_000_050
    assert changed.json["fields"]["market"] == {"zh": "market 的内容", "en": "Large"}
    receipt = client.post(where + "/submit", headers=headers)
    assert (receipt.status_code, receipt.json["number"], receipt.json["revision"]) == (201, "HJ26-000001", 1)
    assert receipt.json["submitted_at"].endswith("+08:00")
    assert client.get(where, headers=headers).json["submitted_at"] == receipt.json["submitted_at"]


def test_a_stale_version_is_refused_for_the_whole_project(client: FlaskClient, bearer: Any) -> None:
    project = factories.a_ready_project(factories.a_season(), leader := factories.a_user())
    headers, where = bearer(leader), f"/api/v1/projects/{project.id}"
    client.patch(where, headers=headers, json={"version": 1, "fields": {"market": {"zh": "甲"}}})
    stale = client.patch(where, headers=headers, json={"version": 1, "fields": {"problem": {"zh": "乙"}}})
    assert (stale.status_code, stale.json["code"], stale.json["version"]) == (409, "stale_version", 2)


def test_bad_input_is_named_field_by_field(client: FlaskClient, bearer: Any) -> None:
    project = factories.a_ready_project(factories.a_season(), leader := factories.a_user())
    headers, where = bearer(leader), f"/api/v1/projects/{project.id}"
    bad = {"nothing": 1, "track_code": "nowhere", "problem": {"fr": "non"}, "market": "plain"}
    answer = client.patch(where, headers=headers, json={"version": 1, "fields": bad})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} == {
        "nothing",
        "track_code",
        "problem.fr",
        "market",
    }
    assert client.patch(where, headers=headers, json={"fields": {}}).status_code == 422


def test_an_incomplete_project_gets_the_list_of_what_is_missing(client: FlaskClient, bearer: Any) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    answer = client.post(f"/api/v1/projects/{project.id}/submit", headers=bearer(leader))
    assert (answer.status_code, answer.json["code"]) == (422, "incomplete")
    assert "plan" in {error["field"] for error in answer.json["errors"]}


def test_the_list_is_scoped_and_pages_by_cursor(client: FlaskClient, bearer: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    own = [str(factories.a_project(season, team).id) for _ in range(3)]
    foreign = factories.a_project(season)
    headers = bearer(leader)
    first = client.get("/api/v1/projects?limit=2", headers=headers).json
    second = client.get(f"/api/v1/projects?limit=2&cursor={first['next']}", headers=headers).json
    assert [item["id"] for item in (*first["items"], *second["items"])] == own
    assert second["next"] is None
    assert client.get(f"/api/v1/projects/{foreign.id}", headers=headers).status_code == 404
    organiser = bearer(factories.a_user(Role.ORGANISER))
    assert len(client.get(f"/api/v1/projects?season_id={season.id}", headers=organiser).json["items"]) == 4


def test_readers_outside_the_team_get_what_was_handed_in_and_no_files(
    client: FlaskClient, bearer: Any, actor_of: Any
) -> None:
    project = factories.a_ready_project(factories.a_season(), leader := factories.a_user())
    headers, where = bearer(leader), f"/api/v1/projects/{project.id}"
    client.post(where + "/submit", headers=headers)
    client.patch(where, headers=headers, json={"version": 1, "fields": {"market": {"zh": "秘密"}}})
    person = factories.a_user()
    factories.a_base(person)
    seen = client.get(where, headers=bearer(person)).json
    assert (seen["fields"]["market"]["zh"], seen["files"], seen["missing"]) == ("market 的内容", [], None)


def test_without_a_token_nothing_is_told(client: FlaskClient) -> None:
    project = factories.a_project(factories.a_season())
    for method, address in (
        ("get", ""),
        ("get", f"/{project.id}"),
        ("post", f"/{project.id}/submit"),
        ("patch", f"/{project.id}"),
    ):
        assert (
            getattr(client, method)(
                f"/api/v1/projects{address}", json={} if method != "get" else None
            ).status_code
            == 401
        )
