"""`/api/v1/seasons`."""

from __future__ import annotations

from contest.seasons.domain import SeasonState
from contest.seasons.schemas import RulebookOut, SeasonList
from tests import factories


def test_the_list_holds_what_the_asker_may_see(season, client, bearer, organiser):
    opened = factories.a_season(year=2025)
    public = client.get("/api/v1/seasons").json
    assert [item["slug"] for item in public["items"]] == [opened.slug]
    assert public["next"] is None
    office = client.get("/api/v1/seasons", headers=bearer(organiser)).json
    assert [item["slug"] for item in office["items"]] == ["2026", opened.slug]


def test_a_rulebook_is_given_by_id_and_by_slug(season, client, session):
    season.state = SeasonState.OPEN
    session.flush()
    by_slug = client.get("/api/v1/seasons/2026")
    assert by_slug.status_code == 200
    assert client.get(f"/api/v1/seasons/{season.id}").json == by_slug.json
    body = by_slug.json
    assert [stage["code"] for stage in body["stages"]] == [
        "screening",
        "preliminary",
        "second_round",
        "semifinal",
        "final",
    ]
    assert body["stages"][0]["rubric"][0]["weight"] == "30"
    assert body["tracks"][0]["name"] == {"zh": "未来智能", "en": "Future intelligence"}
    assert body["windows"][0]["closes_at"] == "2026-04-30T16:30:00+08:00"
    assert body["rules"]["slots_per_base"] == 2


def test_a_draft_does_not_exist_for_the_public(season, client):
    answer = client.get("/api/v1/seasons/2026")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "not_found"


def test_the_document_describes_the_calls_with_examples(client):
    schemas = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    examples = [
        value["example"] for name, value in schemas.items() if "RulebookOut" in name and "example" in value
    ]
    assert examples
    assert examples[0]["slug"] == "2026"


def test_examples_are_valid_bodies():
    for model in (RulebookOut, SeasonList):
        model.model_validate(model.model_config["json_schema_extra"]["example"])
