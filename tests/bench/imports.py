"""10,000 projects in a spreadsheet: with 37 bad rows exactly those are named, nothing is written; without, all in."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import func, select

import wsgi
from contest.entries.models import Entry
from contest.imports.domain import FileMapping, Scope, read_table
from contest.imports.registry import get_kind
from contest.imports.services import Report, import_table
from contest.kernel.access import SYSTEM
from contest.kernel.db import db, transaction
from contest.projects.models import Answer, Project, Submission
from tests import database, factories
from tests.contest.imports.sheets import bad_rows, project_sheet

ROWS, BAD = 10_000, 37


def run() -> dict[str, Any]:
    """Return seconds and counts of the rejected file, the good one, and the good one once more."""
    url = database.create_copy("bench_imports")
    app = wsgi.create_app(database.settings_for(url))
    try:
        with app.app_context():
            with transaction():
                factories.a_season(year=2026)
            bad = bad_rows(ROWS, BAD)
            figures = {"with_37_bad_rows": _timed(project_sheet(ROWS, bad=bad), expected=set(bad))}
            figures["good"] = _timed(project_sheet(ROWS), expected=set())
            figures["again"] = _timed(project_sheet(ROWS), expected=set())
            db.engine.dispose()
            return figures
    finally:
        database.drop("bench_imports")


def _timed(content: bytes, expected: set[int]) -> dict[str, Any]:
    started = time.perf_counter()
    with transaction():
        table = read_table(content)
        read = time.perf_counter() - started
        report: Report = import_table(
            scope=Scope(SYSTEM),
            kind=get_kind("projects"),
            table=table,
            mapping=FileMapping(),
            sha256="0" * 64,
        )
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "seconds_reading": round(read, 2),
        "rows": report.read,
        "rejected_rows": len({error.row for error in report.errors}),
        "exactly_the_bad_ones": {error.row for error in report.errors} == expected,
        "created": report.outcome.created,
        "updated": report.outcome.updated,
        "unchanged": report.outcome.unchanged,
        "in_the_database": {
            table.__tablename__: db.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Project, Answer, Submission, Entry)
        },
    }
