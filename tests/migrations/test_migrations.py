"""The migrations make exactly the schema the models describe, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Config
from sqlalchemy import inspect, text

import wsgi
from contest.kernel.db import db
from contest.kernel.settings import ROOT
from tests import database

FOREIGN = "procrastinate_"
WERE = ("answer_exports", "round_records", "certificate_prints")


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


def filled(table: str, **given: Any) -> UUID:
    """Insert a row of which only what is given matters; return its key."""
    samples = {UUID: uuid4(), str: "x", int: 1, datetime: datetime.now(UTC), bool: False}
    values = dict(given)
    for column in inspect(db.engine).get_columns(table):
        if not column["nullable"] and column["default"] is None and column["name"] not in given:
            values[column["name"]] = samples.get(column["type"].python_type, "{}")
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    with db.engine.begin() as connection:
        connection.execute(
            text("SET LOCAL session_replication_role = replica")
        )  # rows they point at do not matter
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)
    return UUID(str(values["id"]))


def rows(statement: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_files_that_were_asked_for_move_into_one_table_and_back(empty_app: Flask) -> None:
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    joined = next(one for one in scripts if one.path.endswith("_asked_for.py"))
    command.upgrade(config(), joined.down_revision)
    person, season = filled("users", locale="zh"), filled("seasons", state="open")
    moments = {"opens_at": datetime(2026, 1, 1, tzinfo=UTC), "closes_at": datetime(2026, 2, 1, tzinfo=UTC)}
    codes = {"stage_code": "final", "state": "open", "method": "mean", "min_load": 0, "max_load": 1}
    round_ = filled("rounds", season_id=season, **moments, **codes)
    ready = {"storage_key": "key", "size": 5, "total": 3, "done": 3, "expires_at": datetime.now(UTC)}
    answers = filled(
        "answer_exports", asked_by=person, season_id=season, wanted='{"text": "x"}', locale="en", **ready
    )
    record = filled(
        "round_records",
        asked_by=person,
        round_id=round_,
        kind="audit",
        locale="zh",
        left_out='["e"]',
        **ready,
    )
    waiting = filled("round_records", asked_by=person, round_id=round_, kind="sheets", locale="zh")
    printed = filled("certificate_prints", asked_by=person, round_id=round_, **ready)
    args = f'{{"record_id": "{waiting}"}}'
    with db.engine.begin() as connection:
        job = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', :name, :args)"
        connection.execute(text(job), {"name": "judging.make_record", "args": args})
    beside = "named, audited, done, total, storage_key, size, created_at, expires_at"
    records = (
        f"SELECT id, kind, asked_by, round_id, locale, left_out, {beside} FROM round_records ORDER BY id"
    )
    before, counts = rows(records), [len(rows(f"SELECT 1 FROM {name}")) for name in WERE]
    command.upgrade(config(), joined.revision)
    found = {
        row[0]: row[1:] for row in rows("SELECT id, kind, about, wanted, kept, locale, total FROM exports")
    }
    full = {"named": True, "audited": True}
    assert found == {
        answers: ("answers", season, {"text": "x"}, {}, "en", 3),
        record: ("records", round_, {"kind": "audit"}, {"left_out": ["e"], **full}, "zh", 3),
        waiting: ("records", round_, {"kind": "sheets"}, {}, "zh", None),
        printed: ("certificates", round_, {}, {}, "zh", 3),
    }
    jobs = "SELECT task_name, args FROM procrastinate_jobs"
    assert rows(jobs) == [("exports.make", {"export_id": str(waiting)})]
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO exports (id, kind, asked_by, about, locale, refusal, expires_at) "
                "VALUES (gen_random_uuid(), 'records', :person, :about, 'zh', '{\"code\": \"forbidden\"}', now())"
            ),
            {"person": person, "about": round_},
        )
    command.downgrade(config(), joined.down_revision)
    assert len(rows("SELECT 1 FROM round_records")) == 2, "what was refused has no place there"
    assert rows(records) == before
    assert [len(rows(f"SELECT 1 FROM {name}")) for name in WERE] == counts
    assert rows(jobs) == [("judging.make_record", {"record_id": str(waiting)})]
    command.upgrade(config(), "head")
    assert {row[0] for row in rows("SELECT id FROM exports")} == {answers, record, waiting, printed}
    assert difference() == []


def test_copies_of_ones_own_data_move_to_the_files_that_were_asked_for_and_back(empty_app: Flask) -> None:
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    moved = next(one for one in scripts if one.path.endswith("_own_copies.py"))
    command.upgrade(config(), moved.down_revision)
    person = filled("users", locale="en")
    ready = filled("data_exports", user_id=person, storage_key="key", size=5, expires_at=datetime.now(UTC))
    waiting = filled("data_exports", user_id=person)
    with db.engine.begin() as connection:
        job = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', :name, :args)"
        args = f'{{"export_id": "{waiting}"}}'
        connection.execute(text(job), {"name": "privacy.export", "args": args})
    copies = "SELECT * FROM data_exports ORDER BY id"
    before = rows(copies)
    command.upgrade(config(), moved.revision)
    found = "SELECT id, kind, asked_by, about, locale, storage_key, expires_at IS NULL FROM exports"
    assert sorted(rows(found)) == sorted(
        [
            (ready, "own_data", person, person, "en", "key", False),
            (waiting, "own_data", person, person, "en", None, True),
        ]
    )
    jobs = "SELECT task_name, args FROM procrastinate_jobs"
    assert rows(jobs) == [("exports.make", {"export_id": str(waiting)})]
    command.downgrade(config(), moved.down_revision)
    assert rows(copies) == before
    assert rows("SELECT 1 FROM exports") == []
    assert rows(jobs) == [("privacy.export", {"export_id": str(waiting)})]
