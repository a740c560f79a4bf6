"""The databases of a test run: one embedded server, a template migrated by the real migrations, a copy per process."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from contest.kernel.embedded import EmbeddedPostgres
from contest.kernel.settings import ROOT, EmbeddingSettings, Settings

CACHE = ROOT / ".cache"


def server() -> EmbeddedPostgres:
    """Return the server all test runs of this checkout share; nothing in it is worth keeping, so it need not fsync."""
    return EmbeddedPostgres(CACHE / "test-postgres", durable=False)


def admin_conninfo() -> str:
    """Return where databases may be created: TEST_DATABASE_URL's server, or ours."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    embedded = server()
    embedded.ensure()
    return embedded.conninfo("postgres")


def url_of(database: str) -> str:
    """Return the URL of one database on the test server."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.rsplit("/", 1)[0] + "/" + database
    return server().url(database)


# Nobody listens there: whatever else runs on this machine, a test has an embedder only if it starts one.
NO_EMBEDDER = EmbeddingSettings(url="http://127.0.0.1:9")


def settings_for(url: str, **more: object) -> Settings:
    """Return settings of a test application on the database at `url`."""
    given: dict[str, Any] = {"embedding": NO_EMBEDDER, **more}
    return Settings(secret_key="not a secret", data_dir=CACHE / "test-data", database_url=url, **given)


def _template_name() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(path.read_bytes())
    return f"tpl_{digest.hexdigest()[:12]}"


def template() -> str:
    """Return the migrated template database, building it if the migrations changed. Safe with several runs at once."""
    from alembic import command
    from flask_migrate import Config

    import wsgi

    name = _template_name()
    with psycopg.connect(admin_conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(4711)")
        done = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
        ).fetchone()
        if done:
            return name
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        app = wsgi.create_app(settings_for(url_of(name)))
        with app.app_context():
            from contest.kernel.db import db

            config = Config(str(ROOT / "migrations" / "alembic.ini"))
            config.set_main_option("script_location", str(ROOT / "migrations"))
            command.upgrade(config, "head")
            db.engine.dispose()
        connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
    return name


def create_copy(name: str) -> str:
    """Create database `name` as a copy of the template and return its URL."""
    source = template()
    with psycopg.connect(admin_conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(4711)")
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
    return url_of(name)


def drop(name: str) -> None:
    """Drop a copy."""
    with psycopg.connect(admin_conninfo(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def cache_folder(name: str) -> Path:
    """Return a folder kept between runs."""
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
