"""Check a table against a kind of import, and write it when nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from contest.imports.domain import (
    CellError,
    CellKind,
    Column,
    FileMapping,
    FileUnreadable,
    ImportClash,
    ImportContext,
    ImportKind,
    MappedRow,
    MappingInvalid,
    Outcome,
    Plan,
    Progress,
    Row,
    RowError,
    RowsRejected,
    Scope,
    Table,
    read_cell,
)
from contest.imports.domain.mapping import Applied, applied, mapped_rows
from contest.kernel import audit
from contest.kernel.access import Actor, require
from contest.kernel.db import db
from contest.permissions import Permission

TELL_EVERY = 1_000


def _unseen(_rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A table that was checked: what is wrong with it, by row, or what writing it would do."""

    kind: ImportKind
    read: int
    plan: Plan
    errors: tuple[RowError, ...] = ()
    ignored: tuple[str, ...] = ()  # headers that no column wants


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one file. With errors nothing was written."""

    read: int
    outcome: Outcome
    errors: tuple[RowError, ...] = ()
    ignored: tuple[str, ...] = ()


def import_table(
    *, scope: Scope, kind: ImportKind, table: Table, mapping: FileMapping, sha256: str, dry_run: bool = False
) -> Report:
    """Write a table's rows, all or (with any error, or as a dry run) none; `sha256` is the file's, for the log.

    Raises Forbidden, MappingInvalid, FileUnreadable for a table without rows, and what the kind raises.
    """
    found = examine(scope=scope, kind=kind, table=table, mapping=mapping)
    if found.errors:
        return Report(found.read, Outcome(), found.errors, found.ignored)
    if not dry_run:
        carry_out(actor=scope.actor, found=found, sha256=sha256)
    return Report(found.read, found.plan.outcome, (), found.ignored)


def examine(
    *,
    scope: Scope,
    kind: ImportKind,
    table: Table,
    mapping: FileMapping,
    reading: Progress = _unseen,
    writing: Progress = _unseen,
) -> Examined:
    """Check every row of a table and write nothing; `reading` and `writing` are told how many rows are done.

    Two imports of one kind take turns from here to the end of their transactions, so a checked plan stays true.
    """
    require(scope.actor, Permission.IMPORT)
    if kind.permission is not None:
        require(scope.actor, kind.permission)
    _take_turns(kind)
    columns = kind.columns(scope)
    found = applied(mapping, table.headers, columns)
    if found.strangers:
        raise MappingInvalid(where=f"columns.{found.strangers[0]}")
    wrong = tuple(_header_errors(table, found, columns))
    if wrong:
        return Examined(kind, len(table.rows), Plan(), wrong, found.ignored)
    lists = frozenset(column.code for column in columns if column.kind is CellKind.LIST)
    mapped = list(mapped_rows(table, mapping, found, lists))
    if not mapped:
        raise FileUnreadable(why="no_rows")
    rows, errors = _readable(mapped, found, columns, reading)
    plan = kind.prepare(rows, ImportContext(scope, frozenset(found.sources), writing))
    errors += [_with_header(error, found) for error in plan.rejected]
    return Examined(
        kind, len(mapped), plan, tuple(sorted(errors, key=lambda error: error.row)), found.ignored
    )


def _take_turns(kind: ImportKind) -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"import:{kind.name}", 0))))


def _header_errors(table: Table, found: Applied, columns: Sequence[Column]) -> Iterator[RowError]:
    row = table.header_row
    for column in columns:
        if column.required and not any(column.covers(code) for code in found.sources):
            yield RowError(row, column.code, "column_missing")
    for header in found.unknown:
        yield RowError(row, header, "header_unknown")
    for code, source in found.sources.items():
        for header in source.headers:
            if table.headers.count(header) > 1:
                yield RowError(row, code, "header_repeated", header=header)


def _readable(
    mapped: Sequence[MappedRow], found: Applied, columns: Sequence[Column], reading: Progress
) -> tuple[list[Row], list[RowError]]:
    """Return the rows all of whose cells can be read, and what is wrong with the cells of the others."""
    of_code = {code: next(c for c in columns if c.covers(code)) for code in found.sources}
    rows: list[Row] = []
    errors: list[RowError] = []
    for place, one in enumerate(mapped):
        if place % TELL_EVERY == 0:
            reading(place)
        values, before = {}, len(errors)
        for code, raw in one.cells.items():
            try:
                values[code] = read_cell(of_code[code], raw)
            except CellError as error:
                errors.append(_with_header(RowError(one.number, code, error.code, error.params), found))
        if len(errors) == before:
            rows.append(Row(one.number, values))
    return rows, errors


def _with_header(error: RowError, found: Applied) -> RowError:
    header = found.header_of(error.column)
    return RowError(error.row, error.column, error.code, error.params, header)


def carry_out(*, actor: Actor, found: Examined, sha256: str) -> Outcome:
    """Write what was checked in this same transaction; raise RowsRejected or ImportClash, then nothing is."""
    if found.errors:
        raise RowsRejected(read=found.read, errors=found.errors)
    try:
        with db.session.begin_nested():
            found.plan.write()
            db.session.flush()
    except IntegrityError as error:
        raise ImportClash() from error
    outcome = found.plan.outcome
    audit.record(
        actor,
        "import.done",
        None,
        kind=found.kind.name,
        sha256=sha256,
        read=found.read,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
    )
    return outcome
