"""Flask-Migrate for `flask db` and `flask serve`, loaded when first asked for: web processes never migrate anything."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import click
from flask import Flask

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


def init_migrations(app: Flask) -> None:
    """Let `flask db` find our migrations."""
    app.extensions["migrate"] = Migrations(app)
    app.cli.add_command(DatabaseCommands("db", help="Perform database migrations."))
