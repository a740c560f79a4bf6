"""The application answers, in two languages, with its safety headers."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from contest.kernel.db import db, end_read
from tests import factories


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


@pytest.mark.committed
def test_a_page_leaves_the_prepared_statements_of_its_connection(client: FlaskClient) -> None:
    db.engine.dispose()  # one connection from here on
    for _ in range(8):
        client.get("/")
    assert db.session.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one() > 0


@pytest.mark.committed
def test_what_a_read_changed_in_memory_is_dropped_when_it_ends(session: Any) -> None:
    user = factories.a_user()
    session.commit()
    user.name = "changed"
    end_read()
    session.expire_all()
    assert user.name != "changed"
