"""Fixtures every test shares: the app on a database of its own, a savepoint per test, signed-in clients."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, current_app, has_app_context
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event, text
from sqlalchemy.orm import Session

import wsgi
from contest.accounts.models import User
from contest.kernel.db import db, side_sessions
from tests import database, factories


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A fresh migrated database for this test process."""
    name = f"t_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    yield database.create_copy(name)
    database.drop(name)


class Browser(FlaskClient):
    """Each request has an app context of its own, as in the real server; what it changed is read afresh after it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if has_app_context():  # not in the threads of a race
            db.session.expire_all()
        return answer


@pytest.fixture(scope="session")
def app(database_url: str) -> Iterator[Flask]:
    """The real application, CSRF off for plain client tests (browser tests have it on)."""
    app = wsgi.create_app(database.settings_for(database_url, demo=True))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SERVER_NAME=None)
    app.test_client_class = Browser
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The session inside an app context. Everything is rolled back, or truncated for tests marked `committed`."""
    with app.app_context():
        if request.node.get_closest_marker("committed"):
            side_sessions.configure(bind=db.engine, join_transaction_mode="conditional_savepoint")
            yield db.session
            db.session.remove()
            truncate()
            return
        connection = db.engine.connect()
        outer = connection.begin()
        factory = db.session.session_factory
        factory.configure(join_transaction_mode="create_savepoint")
        side_sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        bound = FlaskSession.get_bind

        def bind_of_test(own: FlaskSession, *args: Any, **kwargs: Any) -> Any:
            # Another application of this process, one that serves a browser perhaps, keeps to its own database.
            ours = current_app._get_current_object() is app  # type: ignore[attr-defined]
            return connection if ours else bound(own, *args, **kwargs)

        monkeypatch.setattr(FlaskSession, "get_bind", bind_of_test)
        yield db.session
        db.session.remove()
        outer.rollback()
        connection.close()
        factory.configure(join_transaction_mode="conditional_savepoint")


def truncate() -> None:
    """Empty every table of ours and of the job queue."""
    with db.engine.begin() as connection:
        names = connection.execute(
            text(
                "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename !~ 'alembic'"
            )
        ).scalars()
        connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """An anonymous browser."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, session: Session) -> Callable[[User], FlaskClient]:
    """`signed_in(user)` is a browser with that person's session."""

    def make(user: User) -> FlaskClient:
        session_id = factories.a_session(user).id
        session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"{user.id}:{user.session_epoch}:{session_id}"
            cookie["_fresh"] = True
        return client

    return make


@pytest.fixture
def bearer(session: Session) -> Callable[[User], dict[str, str]]:
    """`bearer(user)` are the headers of an API call of that person."""

    def make(user: User) -> dict[str, str]:
        token = factories.a_token(user)
        session.commit()
        return {"Authorization": f"Bearer {token}"}

    return make


class QueryCounter:
    """Statements sent while counting, without transaction control."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def count_queries(app: Flask, session: Session) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """`count_queries(lambda: client.get(url))` is the number of statements the call sent."""
    counter = QueryCounter()

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SET TRANSACTION")):
            counter.statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)

    def run(call: Callable[[], Any]) -> int:
        counter.statements.clear()
        call()
        return len(counter)

    yield run
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def actor_of(session: Session) -> Callable[[User], Any]:
    """`actor_of(user)` is the Actor a request of that person would have."""
    from contest.accounts.queries import find_account

    def make(user: User, **changes: Any) -> Any:
        session.flush()
        found = find_account(user.id)
        assert found is not None
        return replace(found.actor, **changes)

    return make
