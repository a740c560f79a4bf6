"""Reads about runs of imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, select, true

from contest.accounts.models import User
from contest.imports.domain import Outcome, RowError, RunState
from contest.imports.models import ImportRun
from contest.kernel.access import Actor, policy
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate
from contest.permissions import Permission


@dataclass(frozen=True, slots=True)
class RunView:
    """One file on its way in. `errors` are the first ones; `rejected_rows` counts all rows that have any."""

    id: UUID
    kind: str
    season: str
    filename: str
    storage_key: str
    sha256: str
    size: int
    rows: int
    headers: tuple[str, ...]
    mapping: dict[str, str]
    state: RunState
    progress: int
    outcome: Outcome
    rejected_rows: int
    errors: tuple[RowError, ...]
    failure: dict[str, Any]
    by: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def working(self) -> bool:
        return self.state in {RunState.CHECKING, RunState.IMPORTING}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on runs the actor may see: all of them for whoever may import."""
    return true() if policy.holds(actor, Permission.IMPORT) else false()


def list_runs(actor: Actor, *, page: int = 1) -> Page[RunView]:
    """Return the runs, the latest first."""
    query = (
        select(ImportRun, User.name)
        .outerjoin(User, User.id == ImportRun.created_by)
        .where(visible_to(actor))
        .order_by(ImportRun.created_at.desc(), ImportRun.id.desc())
    )
    return paginate(query, lambda row: _view(row[0], row[1]), number=page, size=15)


def get_run(actor: Actor, run_id: UUID) -> RunView:
    """Return one run; raise NotFound."""
    row = db.session.execute(
        select(ImportRun, User.name)
        .outerjoin(User, User.id == ImportRun.created_by)
        .where(visible_to(actor), ImportRun.id == run_id)
    ).one_or_none()
    if row is None:
        raise NotFound(kind="import")
    return _view(row[0], row[1])


def claimed(run_id: UUID) -> ImportRun:
    """Return the run, everybody else who would work on it waiting until this transaction ends; raise NotFound.

    Its row itself is not locked: how far the work is, is written to it meanwhile.
    """
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"import-run:{run_id}", 0))))
    run = db.session.get(ImportRun, run_id, populate_existing=True)
    if run is None:
        raise NotFound(kind="import")
    return run


def remembered_mapping(kind: str, headers_digest: str) -> dict[str, str]:
    """Return how the last file of this kind with the same headers was mapped and imported, else nothing."""
    found = db.session.execute(
        select(ImportRun.mapping)
        .where(
            ImportRun.kind == kind,
            ImportRun.headers_digest == headers_digest,
            ImportRun.state == RunState.DONE,
        )
        .order_by(ImportRun.created_at.desc(), ImportRun.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return dict(found or {})


def _view(run: ImportRun, by: str | None) -> RunView:
    return RunView(
        id=run.id,
        kind=run.kind,
        season=run.season,
        filename=run.filename,
        storage_key=run.storage_key,
        sha256=run.sha256,
        size=run.size,
        rows=run.rows,
        headers=tuple(run.headers),
        mapping=dict(run.mapping),
        state=run.state,
        progress=run.progress,
        outcome=Outcome(run.created, run.updated, run.unchanged),
        rejected_rows=run.rejected_rows,
        errors=tuple(RowError(**error) for error in run.errors),
        failure=run.failure,
        by=by or "",
        created_at=run.created_at,
        finished_at=run.finished_at,
    )
