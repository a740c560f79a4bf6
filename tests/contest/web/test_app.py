"""The application answers, in two languages, with its safety headers."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_health_needs_no_database_and_readiness_names_the_revision(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text.startswith("ready 0")


def test_an_unknown_address_is_a_plain_page_for_people_and_problem_json_for_programs(
    client: FlaskClient,
) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.content_type, answer.json["code"]) == (
        404,
        "application/problem+json",
        "not_found",
    )


def test_every_answer_forbids_inline_script_and_framing_elsewhere(client: FlaskClient) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'self'" in policy
