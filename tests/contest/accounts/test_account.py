"""One's own account and tokens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from contest.accounts.models import ApiToken
from contest.kernel.columns import new_id
from contest.kernel.db import db
from tests import factories


def test_people_change_their_particulars_and_the_pages_follow_their_language(signed_in: Any) -> None:
    user = factories.a_user(locale="zh")
    client = signed_in(user)
    data = {"name": "顾远", "name_en": "Gu Yuan", "phone": "+86 21 5555 0000", "locale": "en"}
    assert client.post("/account", data=data).status_code == 303
    db.session.refresh(user)
    assert (user.name, user.name_en, user.phone, user.locale) == ("顾远", "Gu Yuan", "+86 21 5555 0000", "en")
    assert '<html lang="en"' in client.get("/account").text


def test_a_bad_telephone_number_is_refused_and_everything_typed_stays(signed_in: Any) -> None:
    client = signed_in(factories.a_user())
    answer = client.post(
        "/account", data={"name": "新名字", "name_en": "New", "phone": "call me", "locale": "en"}
    )
    assert answer.status_code == 422
    assert 'value="新名字"' in answer.text
    assert 'value="call me"' in answer.text
    assert '<option selected value="en">' in answer.text


def make_token(client: FlaskClient, once: str) -> Any:
    return client.post("/account/tokens", data={"name": "script", "days": "30", "once": once})


def test_a_token_is_shown_once_works_and_ends_when_revoked(signed_in: Any, client: FlaskClient) -> None:
    user = factories.a_user()
    browser = signed_in(user)
    page = browser.get("/account/tokens").text
    once = re.search(r'name="once"[^>]*value="([^"]+)"', page)
    assert once is not None
    made = make_token(browser, once[1])
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    token = re.search(r'value="(hj_[\w-]+)"', made.text)
    assert token is not None
    assert token[1] not in browser.get("/account/tokens").text
    headers = {"Authorization": f"Bearer {token[1]}"}
    assert client.get("/api/v1/me", headers=headers).json["email"] == user.email
    row = db.session.execute(select(ApiToken)).scalar_one()
    assert token[1] not in (row.digest, row.name)
    assert browser.post(f"/account/tokens/{row.id}/revoke").status_code == 303
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_reloading_the_page_that_shows_a_token_makes_no_second_one(signed_in: Any) -> None:
    browser = signed_in(factories.a_user())
    once = str(new_id())
    assert [make_token(browser, once).status_code for _time in range(2)] == [201, 303]
    assert db.session.execute(select(func.count(ApiToken.id))).scalar_one() == 1


def test_nobody_sees_or_revokes_somebody_elses_token(signed_in: Any) -> None:
    owner, other = factories.a_user(), factories.a_user()
    factories.a_token(owner)
    row = db.session.execute(select(ApiToken)).scalar_one()
    assert signed_in(other).post(f"/account/tokens/{row.id}/revoke").status_code == 404
    db.session.refresh(row)
    assert row.revoked_at is None


def test_tokens_end_by_expiry_and_with_the_account(client: FlaskClient, bearer: Any) -> None:
    user = factories.a_user()
    headers = bearer(user)
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    token = db.session.execute(select(ApiToken)).scalar_one()
    token.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    db.session.commit()
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    token.expires_at = None
    user.disabled_at = datetime.now(UTC)
    db.session.commit()
    assert client.get("/api/v1/me", headers=headers).status_code == 401
