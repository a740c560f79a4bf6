"""The lockout counts what every process and every connection sees."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import wsgi
from contest.accounts.models import SignInFailure
from contest.kernel.db import db, side_sessions
from tests import database, factories

pytestmark = pytest.mark.committed


def attempt(app: Flask, email: str, password: str = "wrong") -> int:
    return app.test_client().post("/account/sign-in", data={"email": email, "password": password}).status_code


def test_failures_in_one_process_lock_the_address_in_another(
    app: Flask, database_url: str, session: Any
) -> None:
    user = factories.a_user()
    session.commit()
    assert [attempt(app, user.email) for _time in range(3)] == [403] * 3
    other = wsgi.create_app(database.settings_for(database_url, demo=True))
    other.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    assert [attempt(other, user.email) for _time in range(3)] == [403, 403, 429]
    assert attempt(other, user.email, factories.PASSWORD) == 429
    with other.app_context():
        db.engine.dispose()
    with app.app_context():
        side_sessions.configure(bind=db.engine)
    assert attempt(app, user.email, factories.PASSWORD) == 429


def test_guesses_sent_all_at_once_are_all_counted(app: Flask, session: Any) -> None:
    user = factories.a_user()
    session.commit()
    address = user.email
    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(lambda _n: attempt(app, address), range(16)))
    assert answers == {403: 5, 429: 11}
    email_failures = select(func.count(SignInFailure.id)).where(SignInFailure.key.startswith("email:"))
    assert session.execute(email_failures).scalar_one() == 5
