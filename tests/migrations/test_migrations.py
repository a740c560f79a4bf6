"""The migrations make exactly the schema the models describe, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Config
from sqlalchemy import inspect

import wsgi
from contest.kernel.db import db
from contest.kernel.settings import ROOT
from tests import database

FOREIGN = "procrastinate_"


@pytest.fixture
def empty_app() -> Iterator[Flask]:
    name = "t_migrations"
    database.drop(name)
    with psycopg.connect(database.admin_conninfo(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    app = wsgi.create_app(database.settings_for(database.url_of(name)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    database.drop(name)


def config() -> Config:
    made = Config(str(ROOT / "migrations" / "alembic.ini"))
    made.set_main_option("script_location", str(ROOT / "migrations"))
    return made


def difference() -> list[object]:
    def include(_obj: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind == "table" and (name or "").startswith(FOREIGN)) and name != "alembic_version"

    with db.engine.connect() as connection:
        options = {"include_object": include, "compare_type": True, "compare_server_default": False}
        return list(
            compare_metadata(MigrationContext.configure(connection, opts=options), db.metadatas[None])
        )


def test_upgrade_then_downgrade_then_upgrade_again_gives_the_models_schema(empty_app: Flask) -> None:
    command.upgrade(config(), "head")
    assert difference() == []
    command.downgrade(config(), "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    command.upgrade(config(), "head")
    assert difference() == []


def test_there_is_one_line_of_migrations_and_they_are_numbered() -> None:
    script = ScriptDirectory.from_config(config())
    assert len(script.get_heads()) == 1
    revisions = sorted(revision.revision for revision in script.walk_revisions())
    assert revisions == [f"{number:04d}" for number in range(1, len(revisions) + 1)]
