"""`flask demo accounts`."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from contest.accounts.domain import DEMO_PASSWORD
from contest.accounts.services import passwords
from contest.demo.services import ROLE_NAMES
from contest.kernel.db import db
from contest.organisations.domain import OrganisationKind
from contest.permissions import Role
from tests import factories


def run(app: Flask) -> Any:
    return app.test_cli_runner().invoke(args=["demo", "accounts", "--json"])


def a_demo_season() -> None:
    hashed = passwords.hash(DEMO_PASSWORD)
    common: dict[str, Any] = {"is_demo": True, "password_hash": hashed}
    for role in (Role.JUDGE, Role.MENTOR, Role.OFFICER, Role.AUDITOR, Role.CONFIRMER):
        factories.a_user(role, email=f"{role}@demo.example", **common)
    factories.a_user(Role.ORGANISER, Role.CONFIRMER, email="z-office@demo.example", **common)
    factories.a_user(email="team@demo.example", **common)
    factories.a_user(email="a-not-confirmed@demo.example", **{**common, "verified": False})
    for number in range(8):
        factories.a_user(Role.JUDGE, email=f"a-judge{number}@demo.example", **common)
    for kind in (OrganisationKind.BASE_OPERATOR, OrganisationKind.INVESTOR):
        factories.an_organisation(kind, factories.a_user(email=f"{kind}@demo.example", **common))
    db.session.commit()


def test_there_is_an_account_per_role_whose_password_and_token_work(
    app: Flask, session: Any, client: FlaskClient
) -> None:
    a_demo_season()
    result = run(app)
    assert result.exit_code == 0
    accounts = json.loads(result.stdout)["accounts"]
    assert list(dict.fromkeys(account["role"] for account in accounts)) == list(ROLE_NAMES)
    assert (
        next(account["email"] for account in accounts if account["role"] == "office")
        == "z-office@demo.example"
    )
    for account in accounts:
        assert set(account) == {"role", "email", "password", "token"}
        headers = {"Authorization": f"Bearer {account['token']}"}
        assert account["role"] in client.get("/api/v1/me", headers=headers).json["roles"]
        data = {"email": account["email"], "password": account["password"]}
        assert app.test_client().post("/account/sign-in", data=data).status_code == 303


def test_asking_again_gives_the_same_tokens(app: Flask, session: Any) -> None:
    a_demo_season()
    assert run(app).stdout == run(app).stdout


def test_a_database_of_real_people_tells_nothing(app: Flask, session: Any) -> None:
    factories.a_user(Role.JUDGE)
    db.session.commit()
    result = run(app)
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (1, "not_a_demonstration")


def test_the_sign_in_page_of_a_demonstration_offers_its_roles(
    app: Flask, session: Any, client: FlaskClient
) -> None:
    a_demo_season()
    page = client.get("/account/sign-in").text
    assert page.count('name="password" value="' + DEMO_PASSWORD) == 9
