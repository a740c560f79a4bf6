"""Sessions: how they begin, what they are tied to, how they end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from contest.accounts.models import SignInFailure
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.permissions import Role
from contest.web.pages import safe_next
from tests import factories
from tests.factories import PASSWORD


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/sign-in", data={"email": email, "password": password, **more})


def same(page: str) -> str:
    """The page without what differs each time it is made."""
    return re.sub(r'(name="csrf[_-]token" (?:value|content)=)"[^"]*"', r"\1", page)


def test_the_right_password_opens_a_session_and_leads_where_one_wanted_to_be(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    answer = client.get("/desk")
    assert answer.location == "/account/sign-in?next=/desk"
    page = client.get("/account/sign-in?next=/account/tokens?a%3D1")
    assert 'value="/account/tokens?a=1"' in page.text
    answer = sign_in(client, user.email.upper(), next="/account/tokens?a=1")
    assert (answer.status_code, answer.location) == (303, "/account/tokens?a=1")
    assert client.get("/account/sign-in").location == "/desk"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "evil",
        "",
        "/a\nb",
    ],
)
def test_no_redirect_leaves_the_site(client: FlaskClient, target: str) -> None:
    assert safe_next(target, "/desk") == "/desk"
    user = factories.a_user()
    db.session.commit()
    assert sign_in(client, user.email, next=target).location == "/desk"


@pytest.mark.committed
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    wrong, unknown = sign_in(client, user.email, "not the password"), sign_in(client, "nobody@example.com")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert same(wrong.text.replace(user.email, "nobody@example.com")) == same(unknown.text)
    assert f'value="{user.email}"' in wrong.text
    refused = select(AuditEvent.subject_id).where(AuditEvent.action == "account.sign_in_refused")
    assert db.session.execute(refused.order_by(AuditEvent.at)).scalars().all() == [user.id, None]


def test_five_failures_lock_the_address_and_say_for_how_long(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    assert [sign_in(client, user.email, "wrong").status_code for _attempt in range(6)] == [403] * 5 + [429]
    answer = sign_in(client, user.email, **{"Accept-Language": "en"})
    assert answer.status_code == 429
    assert "15" in answer.text
    other = factories.a_user()
    db.session.commit()
    assert sign_in(client, other.email).status_code == 303


def test_the_lock_opens_after_its_time_and_a_success_starts_the_count_anew(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    for _attempt in range(5):
        sign_in(client, user.email, "wrong")
    for failure in db.session.execute(select(SignInFailure)).scalars():
        failure.at -= timedelta(minutes=16)
    db.session.commit()
    assert [sign_in(client, user.email, "wrong").status_code for _attempt in range(4)] == [403] * 4
    assert sign_in(client, user.email).status_code == 303
    assert [sign_in(client, user.email, "wrong").status_code for _attempt in range(4)] == [403] * 4
    assert sign_in(client, user.email).status_code == 303


def test_many_addresses_tried_from_one_network_lock_the_network(client: FlaskClient, session: Any) -> None:
    first = sign_in(client, "a@example.com", "wrong")
    assert first.status_code == 403
    key = session.execute(
        select(SignInFailure.key).where(SignInFailure.key.startswith("network:"))
    ).scalar_one()
    session.add_all(SignInFailure(key=key) for _attempt in range(99))
    user = factories.a_user()
    session.commit()
    assert sign_in(client, user.email).status_code == 429


def test_what_was_planted_in_a_session_before_signing_in_is_gone_afterwards(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie.update(planted="x", csrf_token="known to somebody else", locale="en")
    sign_in(client, user.email)
    with client.session_transaction() as cookie:
        assert (cookie.get("planted"), cookie.get("csrf_token"), cookie["locale"]) == (None, None, "en")
        assert cookie["_user_id"].startswith(f"{user.id}:{user.session_epoch}:")


def test_only_who_wishes_is_remembered_and_the_office_never(app: Flask, session: Any) -> None:
    plain, office = factories.a_user(), factories.a_user(Role.ORGANISER)
    session.commit()

    def cookies(user: Any, **more: str) -> bool:
        client = app.test_client()
        sign_in(client, user.email, **more)
        return client.get_cookie("haiju_remember") is not None

    assert [cookies(plain), cookies(plain, remember="y"), cookies(office, remember="y")] == [
        False,
        True,
        False,
    ]


def test_a_remembered_person_comes_back_without_a_session_and_signing_out_forgets_them(
    app: Flask, session: Any
) -> None:
    user = factories.a_user()
    session.commit()
    client = app.test_client()
    sign_in(client, user.email, remember="y")
    client.delete_cookie("haiju")
    assert client.get("/desk").status_code == 200
    assert client.post("/account/sign-out").status_code == 303
    assert client.get("/desk").status_code == 303
    assert client.get_cookie("haiju_remember") is None


def test_a_session_nobody_used_for_too_long_has_ended_and_the_offices_sooner(signed_in: Any) -> None:
    for user, limit in ((factories.a_user(), 2 * 3600), (factories.a_user(Role.ORGANISER), 1800)):
        for idle, status in ((limit - 60, 200), (limit + 60, 303)):
            client = signed_in(user)
            assert client.get("/desk").status_code == 200
            with client.session_transaction() as cookie:
                cookie["seen"] -= idle
            assert client.get("/desk").status_code == status


def test_signing_out_everywhere_ends_every_session(signed_in: Any) -> None:
    user = factories.a_user()
    here, there = signed_in(user), signed_in(user)
    assert here.post("/account/sign-out-everywhere").location == "/account/sign-in"
    assert [client.get("/desk").status_code for client in (here, there)] == [303, 303]


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(signed_in: Any) -> None:
    user = factories.a_user()
    here, there = signed_in(user), signed_in(user)
    wrong = here.post("/account/password", data={"current": "wrong", "password": "nine copper bells"})
    assert wrong.status_code == 422
    answer = here.post("/account/password", data={"current": PASSWORD, "password": "nine copper bells"})
    assert answer.status_code == 303
    assert [client.get("/desk").status_code for client in (here, there)] == [200, 303]


@pytest.mark.committed
def test_guessing_the_present_password_in_a_stolen_session_locks_like_sign_in(signed_in: Any) -> None:
    user = factories.a_user()
    client = signed_in(user)
    for _guess in range(5):
        client.post("/account/password", data={"current": "wrong", "password": "nine copper bells"})
    client.post("/account/password", data={"current": PASSWORD, "password": "nine copper bells"})
    db.session.refresh(user)
    assert user.session_epoch == 0


def test_a_closed_account_loses_its_session_at_once_and_cannot_sign_in(
    signed_in: Any, client: FlaskClient
) -> None:
    user = factories.a_user()
    browser = signed_in(user)
    assert browser.get("/desk").status_code == 200
    user.disabled_at = user.created_at
    db.session.commit()
    assert browser.get("/desk").status_code == 303
    assert sign_in(client, user.email).status_code == 403
