"""The one database: typed declarative base, the session, and the only places where a transaction is committed."""

from __future__ import annotations

import enum
import select
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from psycopg import IsolationLevel
from psycopg.pq import TransactionStatus
from pydantic_core import from_json
from sqlalchemy import DateTime, Enum, MetaData, Text, Uuid, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry, sessionmaker

from contest.kernel.columns import LocalizedText, LocalizedTextType
from contest.kernel.embedded import EmbeddedPostgres
from contest.kernel.settings import Settings


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """Base of every table. Constraint names follow one convention, so that errors can be told apart by name."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            UUID: Uuid(),
            str: Text(),
            datetime: DateTime(timezone=True),
            LocalizedText: LocalizedTextType(),
            dict[str, Any]: JSONB(),
            list[Any]: JSONB(),
            enum.StrEnum: Enum(
                enum.StrEnum, native_enum=False, length=40, create_constraint=True, values_callable=_values
            ),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
side_sessions: sessionmaker[Session] = sessionmaker()


@dataclass(frozen=True, slots=True)
class TransactionMode:
    """What a new transaction of the session is told first: whether it may write, and on whose behalf.

    One that only reads sees the database as it was at its first statement: a page shows one moment throughout.
    """

    read_only: bool = False
    actor: str = ""


def set_mode(mode: TransactionMode) -> None:
    """Apply `mode` to the transactions this session begins from now on."""
    db.session().info.update(mode=mode, answers={} if mode.read_only else None)


def answers_of_read() -> dict[Any, Any] | None:
    """Return what the present request has been told so far if it only reads, else None (see `kernel.once`)."""
    answers: dict[Any, Any] | None = db.session().info.get("answers")
    return answers


def act_as(actor: str) -> None:
    """Say on whose behalf the session writes, now that a first read has told; the transaction that read goes on.

    Always said, because a released savepoint keeps the name before.
    """
    session = db.session()
    set_mode(TransactionMode(actor=actor))
    if session.in_transaction():
        _name_actor(session.connection(), actor)


def end_read() -> None:
    """End a transaction that only read, keeping nothing of what may have been changed in memory.

    By COMMIT: after a ROLLBACK the driver forgets the statements it prepared, and the next page pays for them anew.
    """
    session = db.session()
    session.info["answers"] = None
    kept = session.new or session.dirty or session.deleted
    # Inside somebody else's transaction only a rollback takes back that it may not write.
    if kept or not session.in_transaction() or session.connection().in_nested_transaction():
        session.rollback()
    else:
        session.commit()


@event.listens_for(Session, "after_begin")
def _announce(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    del transaction
    mode: TransactionMode | None = session.info.get("mode")
    if mode is None:
        return
    if mode.read_only:
        _forbid_writing(connection)
    elif mode.actor:
        _name_actor(connection, mode.actor)


def _forbid_writing(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    if driver.info.transaction_status is TransactionStatus.IDLE:
        # Both ride on the driver's BEGIN; a pooled connection forgets them (_fit).
        driver.read_only = True
        driver.isolation_level = IsolationLevel.REPEATABLE_READ
    else:
        connection.execute(text("SET TRANSACTION READ ONLY"))


def _name_actor(connection: Connection, actor: str) -> None:
    # Row triggers on money, scores and titles read the actor from here.
    connection.execute(text("SELECT set_config('haiju.actor', :actor, true)"), {"actor": actor})


def _fit(driver: Any, *_: object) -> None:
    """Make a pooled connection ready for its next use; raise when its server has gone.

    A server that went away closed the socket, and a socket with something to say can be seen without asking: a ping
    before every page would cost it a round trip.
    """
    if driver.closed or (_says_something(driver.fileno()) and not _answers(driver)):
        raise InvalidatePoolError("the server closed the connection")
    driver.read_only = driver.isolation_level = None


def _says_something(descriptor: int) -> bool:
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(0))


def _answers(driver: Any) -> bool:
    try:
        driver.execute("SELECT 1")
        driver.rollback()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or roll back when it raises. For commands and jobs; requests have their own."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def side_transaction() -> Iterator[Session]:
    """Give a session of its own whose facts outlive a refusal or a read (failed sign-ins, last-seen, views)."""
    with side_sessions.begin() as session:
        yield session


def init_database(app: Flask, settings: Settings) -> None:
    """Bind the database to the app. Connects to nothing: the embedded server starts with the first connection."""
    embedded = (
        None
        if settings.database_url
        else EmbeddedPostgres(settings.postgres_dir, os_user=settings.postgres_os_user)
    )
    url = embedded.url() if embedded else _with_driver(settings.database_url or "")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # A desk reads some two hundred JSON values: pydantic's parser takes a quarter of the standard library's time.
    options = {"pool_size": 12, "max_overflow": 16, "json_deserializer": from_json}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    app.extensions["embedded_postgres"] = embedded
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "checkout", _fit)
        if embedded:
            event.listen(db.engine, "do_connect", lambda *_: embedded.ensure())
        side_sessions.configure(bind=db.engine)


def conninfo(app: Flask) -> str:
    """Return the libpq connection string of the app's database, the embedded server running."""
    embedded: EmbeddedPostgres | None = app.extensions["embedded_postgres"]
    if embedded:
        embedded.ensure()
        return embedded.conninfo()
    uri: str = app.config["SQLALCHEMY_DATABASE_URI"]
    return uri.replace("postgresql+psycopg://", "postgresql://", 1)


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
