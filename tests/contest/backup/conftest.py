"""Two installations: one that is backed up, and empty ones to put the backup into."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import select

import wsgi
from contest.accounts.models import User
from contest.backup.archive import Reader
from contest.documents.models import Upload
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_sessions, transaction
from contest.kernel.encryption import keyring
from contest.kernel.settings import Settings, from_environ
from contest.kernel.signing import signer
from contest.projects.domain.vocabulary import FileKind
from contest.projects.models import Project
from tests import database

numbers = itertools.count()
ARRIVED = b"%PDF-1.7 what had arrived " * 4000


class Site:
    """An installation of its own: a folder with its keys and files, and a database."""

    def __init__(self, folder: Path, url: str, **environ: str) -> None:
        self.folder, self.url, self.environ = folder, url, environ
        self.app = self._made()

    @property
    def settings(self) -> Settings:
        return self.app.extensions["settings"]

    @property
    def files(self) -> dict[str, bytes]:
        """Everything in the files folder, uploads aside."""
        return {path.name: path.read_bytes() for path in self.settings.files_dir.glob("??/*")}

    def start_again(self) -> None:
        self.app = self._made()

    def _made(self) -> Flask:
        given = {"HAIJU_DATA": str(self.folder), "DATABASE_URL": self.url, "HAIJU_DEMO": "1"}
        app = wsgi.create_app(from_environ({**given, "EMBEDDING_URL": "http://127.0.0.1:9", **self.environ}))
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        return app

    @contextmanager
    def here(self) -> Iterator[Flask]:
        """Be this installation: keys belong to the process, of which a test has one."""
        keyring.install(self.settings.encryption_keys)
        signer.install(self.settings.signing_key)
        with self.app.app_context():
            side_sessions.configure(bind=db.engine, join_transaction_mode="conditional_savepoint")
            yield self.app
            db.session.remove()
            db.engine.dispose()
        keyring.install(("not a secret",))
        signer.install("not a secret")

    def run(self, *args: str | Path) -> Any:
        """Run a command; with `--json` return what it printed."""
        with self.here() as app:
            result = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def tell(self, *args: str | Path, status: int = 0) -> dict[str, Any]:
        result = self.run(*args, "--json")
        assert result.exit_code == status, result.output
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, as text."""
        with psycopg.connect(self.plain_url) as connection:
            connection.execute("SET timezone TO 'UTC'")
            names = [
                row[0]
                for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ]
            asked = sql.SQL("SELECT t::text FROM {} t ORDER BY 1")
            return {
                name: [row[0] for row in connection.execute(asked.format(sql.Identifier(name)))]
                for name in names
            }

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.plain_url) as connection:
            return connection.execute(query).fetchall()

    @property
    def plain_url(self) -> str:
        return self.url.replace("postgresql+psycopg:", "postgresql:", 1)


Empty = Callable[..., Site]


@pytest.fixture(scope="module")
def a_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """`a_site()` is a fresh installation, migrated and empty; `a_site(migrated=False)` has no tables yet."""
    made: list[str] = []

    def make(*, migrated: bool = True, **environ: str) -> Site:
        name = f"t_backup_{os.getpid()}_{next(numbers)}"
        made.append(name)
        url = database.create_copy(name) if migrated else _bare(name)
        return Site(tmp_path_factory.mktemp("site"), url, **environ)

    yield make
    for name in made:
        database.drop(name)


def _bare(name: str) -> str:
    with psycopg.connect(database.admin_conninfo(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return database.url_of(name)


@pytest.fixture(scope="module")
def season(a_site: Callable[..., Site]) -> Site:
    """The tiny demonstration, with an upload under way."""
    site = a_site()
    assert site.run("demo", "seed", "--size", "tiny").exit_code == 0
    with site.here() as app, transaction():
        upload = Upload(
            id=new_id(),
            project_id=db.session.scalars(select(Project.id).limit(1)).one(),
            kind=FileKind.PLAN,
            filename="plan.pdf",
            size=len(ARRIVED) + 1,
            received=len(ARRIVED),
            begun_by=db.session.scalars(select(User.id).limit(1)).one(),
        )
        db.session.add(upload)
        put_parts(app, upload.id)
    return site


def put_parts(app: Flask, upload: UUID) -> None:
    import io

    middle = 50_000
    for at, part in ((0, ARRIVED[:middle]), (middle, ARRIVED[middle:])):
        app.extensions["storage"].put_part(upload, at, io.BytesIO(part), max_bytes=2**20)


@pytest.fixture
def backup(season: Site, tmp_path: Path) -> Path:
    """A backup of the season."""
    file = tmp_path / "season.haiju"
    season.tell("backup", file)
    return file


def manifest_of(file: Path) -> Any:
    with file.open("rb") as stream:
        return Reader(stream).manifest


def is_untouched(site: Site) -> bool:
    """Say whether nothing came of a restoration: no rows, no files, the keys it had."""
    filled = [name for name, rows in site.rows().items() if rows and name != "alembic_version"]
    aside = list(site.folder.glob("*before-restore*"))
    site_keys = (site.settings.secret_key, *site.settings.encryption_keys, site.settings.signing_key)
    names = ("secret_key", "encryption_keys", "signing_key")
    kept = tuple((site.folder / name).read_text() for name in names if (site.folder / name).exists())
    return not filled and not site.files and not aside and kept == site_keys[: len(kept)]


def schema(site: Site) -> list[Any]:
    """Constraints and triggers, as the database describes them."""
    keys = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
    )
    triggers = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
    return [sorted(site.ask(keys)), sorted(site.ask(triggers))]


__all__ = ["ARRIVED", "Site", "is_untouched", "manifest_of", "schema"]
