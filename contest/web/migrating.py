"""Flask-Migrate for `flask db` and `flask serve`, loaded when first asked for: web processes never migrate anything."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy.engine import Connection

from contest.kernel.db import db
from contest.kernel.settings import ROOT


class Migrations:
    """Stands under `extensions["migrate"]` until somebody looks; alembic costs a process eleven megabytes."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    @cached_property
    def _made(self) -> Any:
        from flask_migrate import Migrate  # noqa: PLC0415 - alembic, not for web workers

        Migrate().init_app(self._app, db, directory=str(ROOT / "migrations"), compare_type=True)
        return self._app.extensions["migrate"]  # which has taken our place

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


class DatabaseCommands(click.Group):
    """`flask db`, which hands over to Flask-Migrate's group when it is used."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        from flask_migrate.cli import db as commands  # noqa: PLC0415 - alembic, not for web workers

        made: click.Context = commands.make_context(info_name, args, parent, **extra)
        return made


class Revisions:
    """The migrations this version of the product knows, and how a database is brought to one of them."""

    def __init__(self) -> None:
        from alembic.script import ScriptDirectory  # noqa: PLC0415 - alembic, not for web workers

        self._config = current_app.extensions["migrate"].migrate.get_config()
        script = ScriptDirectory.from_config(self._config)
        self.head = script.get_current_head() or ""
        self._order = [revision.revision for revision in reversed(list(script.walk_revisions()))]

    def knows(self, revision: str) -> bool:
        """Say whether there is such a migration."""
        return revision in self._order

    def bring(self, connection: Connection, before: str | None, after: str) -> None:
        """Take the schema from one migration (None: nothing yet) to another, inside the connection's transaction."""
        from alembic import command  # noqa: PLC0415 - alembic, not for web workers

        self._config.attributes["connection"] = connection
        back = before is not None and self._order.index(before) > self._order.index(after)
        (command.downgrade if back else command.upgrade)(self._config, after)


def init_migrations(app: Flask) -> None:
    """Let `flask db` find our migrations."""
    app.extensions["migrate"] = Migrations(app)
    app.cli.add_command(DatabaseCommands("db", help="Perform database migrations."))
