"""A file uploaded by the office, step by step: kept, its columns chosen, checked, imported."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import update

from contest.imports import queries
from contest.imports.domain import (
    FileMapping,
    ImportKind,
    RunState,
    Scope,
    Table,
    guess,
    mapping_from,
    read_table,
)
from contest.imports.domain.guessing import exact_matches
from contest.imports.models import ImportRun
from contest.imports.queries import RunView
from contest.imports.services.engine import Examined, carry_out, examine
from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, require
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.kernel.keeping import keep
from contest.kernel.storage import Storage
from contest.permissions import Permission

CHECK = "imports.check"
CARRY_OUT = "imports.carry_out"
# Up to so many rows a file is checked and imported while the reader waits; longer ones are a job.
INLINE_ROWS = 500
ERRORS_KEPT = 5_000
SAMPLE_ROWS, SAMPLE_LENGTH = 50, 40
BEFORE_IMPORT = frozenset({RunState.UPLOADED, RunState.CHECKED, RunState.REJECTED, RunState.FAILED})

logger = logging.getLogger(__name__)


def start_run(
    *,
    actor: Actor,
    kind: ImportKind,
    season: str,
    filename: str,
    stream: BinaryIO,
    storage: Storage,
    max_bytes: int,
) -> tuple[UUID, bool]:
    """Keep an uploaded file and guess its columns; return the run's id and whether every header was recognised.

    Raises FileUnreadable, Invalid for one too large, Forbidden.
    """
    require(actor, Permission.IMPORT)
    if kind.permission is not None:
        require(actor, kind.permission)
    columns = kind.columns(Scope(actor, season))
    stored = keep(storage, stream, max_bytes=max_bytes)
    table = _table(storage, stored.key)
    digest = hashlib.sha256("\x1f".join(table.headers).encode()).hexdigest()
    exact = exact_matches(table.headers, columns)
    required = {column.code for column in columns if column.required and not column.family}
    complete = required <= set(exact) and set(exact.values()) >= {
        header for header in table.headers if header
    }
    remembered = queries.remembered_mapping(kind.name, digest)
    run = ImportRun(
        id=new_id(),
        kind=kind.name,
        season=season,
        filename=filename[:200],
        storage_key=stored.key,
        sha256=stored.sha256,
        size=stored.size,
        rows=len(table.rows),
        headers=list(table.headers),
        headers_digest=digest,
        mapping=exact if complete else remembered or guess(table.headers, columns),
        state=RunState.UPLOADED,
        created_by=actor.user_id,
    )
    db.session.add(run)
    db.session.flush()
    audit.record(actor, "import.uploaded", run, kind=kind.name, sha256=stored.sha256, rows=len(table.rows))
    return run.id, complete


def choose_columns(
    *, actor: Actor, kind: ImportKind, run_id: UUID, chosen: Sequence[tuple[str, str]]
) -> None:
    """Say which header is which column, as (code, header).

    Raises Invalid: under a header whose column was given away already, under a required column nobody chose.
    """
    require(actor, Permission.IMPORT)
    run = queries.claimed(run_id)
    if run.state not in BEFORE_IMPORT:
        return
    columns = kind.columns(Scope(actor, run.season))
    mapping: dict[str, str] = {}
    errors = []
    for code, header in chosen:
        if not any(column.covers(code) for column in columns) or header not in run.headers:
            errors.append(FieldError(header, "not_a_choice"))
        elif mapping.setdefault(code, header) != header:
            errors.append(FieldError(header, "column_chosen_twice"))
    missing = [c.code for c in columns if c.required and not any(c.covers(code) for code in mapping)]
    errors += [FieldError(code, "column_missing") for code in missing]
    if errors:
        raise Invalid(*errors)
    run.mapping = mapping
    run.state = RunState.UPLOADED


def check_run(*, actor: Actor, kind: ImportKind, run_id: UUID, storage: Storage, wait: bool) -> None:
    """Check the run's file: at once when it is short or `wait` is False, else as a job."""
    run = queries.claimed(run_id)
    if run.state not in BEFORE_IMPORT | {RunState.CHECKING}:
        return
    if wait and run.rows > INLINE_ROWS:
        run.state, run.progress = RunState.CHECKING, 0
        jobs.defer(CHECK, run_id=run_id, actor_id=actor.user_id)
        return
    found = _attempt(run, actor, kind, storage, write=False)
    if found is not None:
        _note(run, found, RunState.CHECKED)


def carry_out_run(*, actor: Actor, kind: ImportKind, run_id: UUID, storage: Storage, wait: bool) -> None:
    """Import the run's file, checked anew in the same transaction: at once when short, else as a job."""
    run = queries.claimed(run_id)
    if run.state not in {RunState.CHECKED, RunState.IMPORTING}:
        return
    if wait and run.rows > INLINE_ROWS:
        run.state, run.progress = RunState.IMPORTING, 0
        jobs.defer(CARRY_OUT, run_id=run_id, actor_id=actor.user_id)
        return
    found = _attempt(run, actor, kind, storage, write=True)
    if found is not None:
        _note(run, found, RunState.DONE)
        run.finished_at = clock.now()


def samples(*, run: RunView, storage: Storage) -> dict[str, str]:
    """Return the first words that stand under each header of a run's file."""
    table = _table(storage, run.storage_key)
    found: dict[str, str] = {}
    for _number, values in table.rows[:SAMPLE_ROWS]:
        for header, value in zip(table.headers, values, strict=True):
            if header and value.strip():
                found.setdefault(header, value.strip()[:SAMPLE_LENGTH])
    return found


def _attempt(
    run: ImportRun, actor: Actor, kind: ImportKind, storage: Storage, *, write: bool
) -> Examined | None:
    """Check (and write) inside a savepoint; a failure is noted on the run and leaves nothing else behind."""
    try:
        with db.session.begin_nested():
            watched = partial(_tell, run.id) if run.rows > INLINE_ROWS else _untold
            found = examine(
                scope=Scope(actor, run.season),
                kind=kind,
                table=_table(storage, run.storage_key),
                mapping=_mapping(run),
                reading=_untold if write else watched,
                writing=watched,
            )
            if write and not found.errors:
                carry_out(actor=actor, found=found, sha256=run.sha256)
    except DomainError as error:
        run.state, run.failure = RunState.FAILED, _failure(error)
    except Exception:
        logger.exception("import %s failed", run.id)
        run.state, run.failure = RunState.FAILED, {"code": "internal_server_error", "params": {}}
    else:
        return found
    return None


def _tell(run_id: UUID, rows: int) -> None:
    """Say how far the work is, to whoever looks at the page while its transaction is still open."""
    with side_transaction() as side:
        side.execute(update(ImportRun).where(ImportRun.id == run_id).values(progress=rows))


def _untold(_rows: int) -> None:
    """A file this short is done before anybody looks."""


def _note(run: ImportRun, found: Examined, state: RunState) -> None:
    outcome = found.plan.outcome
    run.state = RunState.REJECTED if found.errors else state
    run.failure = {}
    run.rejected_rows = len({error.row for error in found.errors})
    run.errors = [asdict(error) for error in found.errors[:ERRORS_KEPT]]
    run.created, run.updated, run.unchanged = (
        (0, 0, 0) if found.errors else (outcome.created, outcome.updated, outcome.unchanged)
    )


def _failure(error: DomainError) -> dict[str, object]:
    if isinstance(error, Invalid) and error.errors:
        return {"code": error.errors[0].code, "params": dict(error.errors[0].params)}
    return {"code": error.code, "params": {key: str(value) for key, value in error.params.items()}}


def _table(storage: Storage, key: str) -> Table:
    with storage.open(key) as stream:
        return read_table(stream.read())


def _mapping(run: ImportRun) -> FileMapping:
    return mapping_from({"columns": run.mapping, "only": True}, run.kind)
