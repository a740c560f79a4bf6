"""Alembic's environment: one connection of the app's engine, one transaction for all steps."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from contest.kernel.db import db

# Tables of the job queue belong to its own library, not to our metadata.
FOREIGN_PREFIX = "procrastinate_"


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the queue's tables alone."""
    return not (kind == "table" and (name or "").startswith(FOREIGN_PREFIX))


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | bool:
    """Write our column types as what they are in the database, so that a migration never imports the product."""
    if kind == "type":
        module = type(item).__module__
        if module.startswith("contest."):
            return "postgresql.JSONB()"
        if module.startswith("pgvector."):
            _autogen_context.imports.add("import pgvector.sqlalchemy")
            return f"pgvector.sqlalchemy.{item!r}"
    return False


def run() -> None:
    """Run the migrations online; there is no offline mode. In somebody's own transaction if they hand in theirs."""
    theirs = context.config.attributes.get("connection")
    if theirs is not None:
        run_on(theirs)
        return
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        run_on(connection)


def run_on(connection: Any) -> None:
    """Run the migrations on a connection; one that is in a transaction stays in it."""
    context.configure(
        connection=connection,
        target_metadata=db.metadatas[None],
        include_name=include_name,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
