"""`flask tokens issue` and `GET /me`."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from contest.kernel.db import db
from contest.organisations.domain import OrganisationKind
from contest.permissions import Role
from tests import factories


def test_a_token_from_the_command_line_opens_the_api(app: Flask, session: Any, client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    result = app.test_cli_runner().invoke(
        args=["tokens", "issue", user.email.upper(), "--days", "7", "--json"]
    )
    assert (result.exit_code, list(json.loads(result.stdout))) == (0, ["token"])
    headers = {"Authorization": "Bearer " + json.loads(result.stdout)["token"]}
    assert client.get("/api/v1/me", headers=headers).json["email"] == user.email
    plain = app.test_cli_runner().invoke(args=["tokens", "issue", user.email])
    assert plain.stdout.startswith("hj_")


def test_an_unknown_address_is_told_with_exit_code_1_and_wrong_usage_with_2(app: Flask, session: Any) -> None:
    runner = app.test_cli_runner()
    result = runner.invoke(args=["tokens", "issue", "nobody@example.com", "--json"])
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (1, "no_such_account")
    assert result.stderr.strip() == json.loads(result.stdout)["error"]["detail"]
    assert runner.invoke(args=["tokens", "issue"]).exit_code == 2
    assert runner.invoke(args=["tokens", "issue", "a@example.com", "--days", "0"]).exit_code == 2


def test_me_says_who_i_am_my_roles_and_organisations(client: FlaskClient, bearer: Any) -> None:
    user = factories.a_user(Role.ORGANISER, Role.CONFIRMER, name="许清", name_en="Xu Qing")
    organisation = factories.an_organisation(OrganisationKind.BASE_OPERATOR, user)
    answer = client.get("/api/v1/me", headers=bearer(user))
    assert answer.json == {
        "id": str(user.id),
        "email": user.email,
        "name": "许清",
        "name_en": "Xu Qing",
        "locale": "zh",
        "email_verified": True,
        "roles": ["entrepreneur", "base", "office"],
        "office_jobs": ["organiser", "confirmer"],
        "districts": [],
        "organisations": [
            {
                "id": str(organisation.id),
                "kind": "base_operator",
                "name": organisation.name.as_dict(),
                "role": "manager",
            }
        ],
    }
