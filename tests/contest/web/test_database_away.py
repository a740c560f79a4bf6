"""When the database goes away under a page, people read a clear 503 and the next page works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, func, select

import wsgi
from contest.accounts.models import User
from contest.accounts.services import begin_session
from contest.kernel.absence import is_away
from contest.kernel.db import db
from tests import database, factories

pytestmark = pytest.mark.committed

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2"


@dataclass(eq=False)
class Loss:
    """The server ends the connection that is about to send its `at`-th statement."""

    at: int
    seen: int = 0
    happened: bool = False

    def __call__(self, connection: Connection, *_: Any) -> None:
        self.seen += 1
        if self.seen == self.at:
            driver = connection.connection.driver_connection
            assert driver is not None
            terminate(driver.info.backend_pid)
            self.happened = True


def terminate(pid: int) -> None:
    with psycopg.connect(database.admin_conninfo(), autocommit=True) as admin:
        assert admin.execute("SELECT pg_terminate_backend(%s, 10000)", [pid]).fetchone() == (True,)


@contextmanager
def lost(at: int, where: str = "before_cursor_execute") -> Iterator[Loss]:
    loss = Loss(at)
    event.listen(db.engine, where, loss)
    try:
        yield loss
    finally:
        event.remove(db.engine, where, loss)


@pytest.fixture
def person(session: Any, signed_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return signed_in(factories.a_user(locale="en"))


def in_use() -> int:
    db.session.remove()
    return int(db.engine.pool.checkedout())  # type: ignore[attr-defined]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_page_whose_backend_is_ended_says_so_and_the_next_one_works(person: FlaskClient, at: int) -> None:
    with lost(at) as loss:
        answer = person.get("/account", headers={"Accept-Language": "en"})
        assert loss.happened
        assert loss.seen == at  # the page that says so asks for nothing
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "The system cannot reach its data just now" in answer.text
    assert person.get("/account").status_code == 200
    assert in_use() == 0


def test_it_is_said_in_chinese_to_those_who_read_it(person: FlaskClient) -> None:
    with lost(1):
        answer = person.get("/account", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 503
    assert "系统暂时无法读写数据" in answer.text
    assert 'lang="zh-CN"' in answer.text


def test_a_fragment_and_a_program_are_told_in_their_own_form(person: FlaskClient) -> None:
    with lost(1):
        fragment = person.get("/account", headers={"HX-Request": "true"})
    assert (fragment.status_code, "data-error-text" in fragment.text, "<html" in fragment.text) == (
        503,
        True,
        False,
    )
    with lost(1):
        problem = person.get("/account", headers={"Accept": "application/json"})
    assert (problem.status_code, problem.content_type, problem.json["code"]) == (
        503,
        "application/problem+json",
        "database_away",
    )
    assert problem.headers["Retry-After"]


def test_a_bearer_token_that_nobody_can_look_up_is_not_refused(
    client: FlaskClient, bearer: Callable[[User], dict[str, str]], session: Any
) -> None:
    headers = bearer(factories.a_user())
    with lost(1):
        answer = client.get("/api/v1/me", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (503, "database_away")


@pytest.mark.parametrize("where", ["before_cursor_execute", "commit"])
def test_a_write_is_not_acknowledged_and_can_be_sent_again(person: FlaskClient, where: str) -> None:
    sent = {"name": "Afterwards", "name_en": "", "locale": "en", "phone": ""}
    with lost(4 if where != "commit" else 1, where) as loss:
        answer = person.post("/account", data=sent)
        assert loss.happened
    assert answer.status_code == 503
    named = select(func.count()).select_from(User).where(User.name == "Afterwards")
    assert db.session.execute(named).scalar_one() == 0
    assert person.post("/account", data=sent).status_code in {200, 303}
    assert db.session.execute(named).scalar_one() == 1
    assert in_use() == 0


def test_the_figures_say_that_it_is_away(client: FlaskClient) -> None:
    with lost(1):
        answer = client.get("/metrics")
    assert answer.status_code == 200
    assert "haiju_database_up 0" in answer.text
    assert "haiju_database_up 1" in client.get("/metrics").text


@pytest.fixture
def without_database() -> Flask:
    app = wsgi.create_app(database.settings_for(NOWHERE))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@pytest.mark.parametrize("path", ["/", "/account", "/nowhere", "/api/v1/me"])
def test_without_any_database_people_read_that_and_no_crash(
    without_database: Flask, session: Any, path: str
) -> None:
    user = factories.a_user()
    session_id = begin_session(user_id=user.id)
    client = without_database.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{user.id}:{user.session_epoch}:{session_id}"
    answer = client.get(path, headers={"Authorization": "Bearer x"} if path.startswith("/api") else {})
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


def test_health_needs_none(without_database: Flask) -> None:
    assert without_database.test_client().get("/healthz").status_code == 200


def test_a_mistake_of_ours_is_no_absence_of_the_database(session: Any) -> None:
    with pytest.raises(Exception, match="division") as caught:
        session.execute(select(1 / (func.length(""))))
    assert not is_away(caught.value)
