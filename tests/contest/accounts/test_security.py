"""What must not work: forged requests, the wrong proof on the wrong side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.web.api import PREFIX
from tests import factories


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    """The application with its protection against forged requests on, as it is served."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def fitting(converter: Any) -> Any:
    """A value the converter of an address takes."""
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    if isinstance(converter, UUIDConverter):
        return new_id()
    return 1 if isinstance(converter, IntegerConverter) else "x"


def writes(app: Flask) -> list[tuple[str, str]]:
    """Every address outside the API that takes a POST, PUT, PATCH or DELETE, with arguments that fit."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        methods = {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())
        if methods and not rule.rule.startswith(PREFIX + "/"):
            values = {name: fitting(rule._converters[name]) for name in rule.arguments}
            found += [
                (method, adapter.build(rule.endpoint, values, method=method)) for method in sorted(methods)
            ]
    return found


def test_every_write_of_a_page_asks_for_the_csrf_token(guarded: Flask, signed_in: Any) -> None:
    client = signed_in(factories.a_user())
    addresses = writes(guarded)
    assert ("POST", "/account/sign-in") in addresses
    unasked = []
    for method, address in addresses:
        answer = client.open(address, method=method, headers={"Accept": "application/json"})
        if answer.status_code != 400 or answer.json["code"] != "csrf":
            unasked.append((method, address, answer.status_code))
    assert unasked == []


def test_a_form_with_its_token_is_accepted(guarded: Flask, client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    page = client.get("/account/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"email": user.email, "password": factories.PASSWORD, "csrf_token": token}
    assert client.post("/account/sign-in", data=data).status_code == 303


def test_a_bearer_token_opens_no_page(client: FlaskClient, bearer: Any) -> None:
    headers = bearer(factories.a_user())
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    assert client.get("/desk", headers=headers).status_code == 303
    assert client.post("/account/sign-out-everywhere", headers=headers).status_code == 401


def test_cookies_open_nothing_in_the_api(app: Flask, signed_in: Any, session: Any) -> None:
    user = factories.a_user()
    browser = signed_in(user)
    assert browser.get("/desk").status_code == 200
    answer = browser.get("/api/v1/me")
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    remembered = app.test_client()
    data = {"email": user.email, "password": factories.PASSWORD, "remember": "y"}
    remembered.post("/account/sign-in", data=data)
    remembered.delete_cookie("haiju")
    assert remembered.get("/api/v1/me").status_code == 401


def test_a_token_counts_in_the_api_whatever_cookies_come_with_it(signed_in: Any, bearer: Any) -> None:
    cookie, token = factories.a_user(), factories.a_user()
    headers = bearer(token)
    assert signed_in(cookie).get("/api/v1/me", headers=headers).json["email"] == token.email


def test_a_session_of_before_sign_out_everywhere_is_refused(signed_in: Any) -> None:
    user = factories.a_user()
    browser = signed_in(user)
    user.session_epoch += 1
    db.session.commit()
    assert browser.get("/desk").status_code == 303


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to_and_no_other(
    app: Flask, signed_in: Any
) -> None:
    user = factories.a_user()
    browser, elsewhere, copy = signed_in(user), signed_in(user), app.test_client()
    with browser.session_transaction() as cookie:
        value = cookie["_user_id"]
    with copy.session_transaction() as cookie:
        cookie["_user_id"] = value
    assert copy.get("/desk").status_code == 200
    assert browser.post("/account/sign-out").status_code == 303
    assert [client.get("/desk").status_code for client in (browser, copy, elsewhere)] == [303, 303, 200]


def test_a_session_of_somebody_else_opens_no_account(client: FlaskClient) -> None:
    user, session = factories.a_user(), factories.a_session(factories.a_user())
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{user.id}:0:{session.id}"
    assert client.get("/desk").status_code == 303


def test_rubbish_in_the_cookie_and_in_the_header_is_nobody(client: FlaskClient) -> None:
    for value in ("x", "x:0", ":", "01990000-0000-7000-8000-000000000000:0"):
        with client.session_transaction() as cookie:
            cookie["_user_id"] = value
        assert client.get("/desk").status_code == 303
    for header in ("Bearer", "Bearer ", "Bearer hj_nothing", "Basic eDp5", "hj_x"):
        assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401
