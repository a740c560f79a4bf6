"""Write everything into one file.

First the rows, in one snapshot, then the bytes they speak of: stored bytes never change, so that whatever a row of the
snapshot names is what it named then, however long the copying takes and whatever is handed in meanwhile.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import psycopg

from contest.audit.queries import verify as verify_log
from contest.backup import keys, store, tables
from contest.backup.archive import Progress, Reader, Writer
from contest.backup.domain import (
    Arrived,
    BackupExists,
    BackupIncomplete,
    BackupUnwritable,
    Log,
    Manifest,
    NothingToBackUp,
    SchemaChanging,
    Secret,
    Sequence,
    StoredBytes,
    Table,
    words_of,
)
from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.db import TransactionMode, db, end_read, set_mode
from contest.kernel.errors import NotFound
from contest.kernel.settings import Settings
from contest.kernel.storage import PartsMissing, Storage
from contest.kernel.version import version

SHOWN = 20  # digests in an error; a file has all of them


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is backed up where. `head`: the newest migration this version of the product knows."""

    target: Path
    head: str
    settings: Settings
    storage: Storage
    with_keys: bool = True
    allow_missing: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written and read back. `sha256` is that of all but its last 64 bytes, which are it."""

    manifest: Manifest
    size: int
    sha256: str
    missing: tuple[str, ...]
    gone: int  # files and uploads that ended while the backup was made: no row speaks of them any more


@dataclass(slots=True)
class _Snapshot:
    """What was read of the database in one moment."""

    head: str
    postgres: str
    tables: list[Table] = field(default_factory=list)
    sequences: list[Sequence] = field(default_factory=list)
    spoken: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    under_way: list[tuple[UUID, int]] = field(default_factory=list)
    log: Log | None = None


def make(*, wanted: Wanted, progress: Progress) -> Made:
    """Write a backup, read it back, and only then give it its name. Ends the session's transaction; commits nothing.

    Raises BackupExists, BackupUnwritable, NothingToBackUp, SchemaChanging, or BackupIncomplete unless what is missing
    was allowed for.
    """
    if wanted.target.exists():
        raise BackupExists(file=str(wanted.target))
    with _unwritable(wanted.target), _incoming(wanted.target) as (file, temporary):
        with Writer(file) as writer:
            made = _write(writer, file, wanted, progress)
        Reader(file).verify(progress)
        _take(wanted.target)
        temporary.rename(wanted.target)
        _lasting(wanted.target.parent)
    return made


def note(*, actor: Actor, made: Made) -> None:
    """Have the log say that everything was copied; a database of an earlier version cannot be told."""
    if made.manifest.log is not None:
        manifest = made.manifest
        audit.record(
            actor,
            "backup.made",
            None,
            sha256=made.sha256,
            rows=manifest.rows,
            files=len(manifest.files),
            missing=len(made.missing),
        )


def _write(writer: Writer, file: BinaryIO, wanted: Wanted, progress: Progress) -> Made:
    taken_at = clock.now()
    snapshot = _read_rows(writer, wanted.head, progress)
    files, absent = _read_files(writer, wanted.storage, snapshot.spoken, progress)
    uploads, lost = _read_uploads(writer, wanted.storage, snapshot.under_way)
    missing = _still_needed(absent & snapshot.needed)
    if missing and not wanted.allow_missing:
        raise BackupIncomplete(count=len(missing), files=missing[:SHOWN])
    manifest = Manifest(
        version=version(),
        head=snapshot.head,
        taken_at=taken_at,
        postgres=snapshot.postgres,
        tables=tuple(snapshot.tables),
        sequences=tuple(snapshot.sequences),
        files=tuple(files),
        uploads=tuple(uploads),
        keys=tuple(_read_keys(writer, wanted)),
        log=snapshot.log,
        missing=missing,
    )
    sha256 = writer.close(manifest)
    gone = len(absent & snapshot.needed) - len(missing) + lost
    return Made(manifest, os.fstat(file.fileno()).st_size, sha256, missing, gone)


def _read_rows(writer: Writer, head: str, progress: Progress) -> _Snapshot:
    with _reading() as connection:
        before = tables.stored(connection)
        if tables.revision(connection) is None or not before:
            raise NothingToBackUp()
    with _reading() as connection:
        tables.speak_plainly(connection)
        tables.hold(connection, [columns.table for columns in before])
        snapshot = _Snapshot(tables.revision(connection) or "", _server(connection))
        if tables.stored(connection) != before:
            raise SchemaChanging()
        for number, columns in enumerate(before):
            progress("rows", number, len(before))
            snapshot.tables.append(_read_table(writer, tables.Rows(connection, columns), columns))
        snapshot.sequences = [Sequence(name=name, last=last) for name, last in tables.sequences(connection)]
        snapshot.spoken, snapshot.needed = store.named(connection, before)
        snapshot.under_way = store.under_way(connection, before)
        if snapshot.head == head:
            snapshot.log = log_now()
    return snapshot


def _read_table(writer: Writer, rows: tables.Rows, columns: tables.Columns) -> Table:
    size, sha256 = writer.add(f"tables/{columns.table}.copy", rows, pack=True)
    return Table(name=columns.table, columns=columns.names, rows=rows.count, size=size, sha256=sha256)


def _server(connection: psycopg.Connection[Any]) -> str:
    return connection.info.parameter_status("server_version") or ""


def log_now() -> Log:
    """Verify the log as the present transaction sees it."""
    found = verify_log()
    return Log(
        seals=found.seals, events=found.sealed_events + found.unsealed_events, broken_at=found.broken_at
    )


def _read_files(
    writer: Writer, storage: Storage, spoken: set[str], progress: Progress
) -> tuple[list[StoredBytes], set[str]]:
    """Write the bytes behind the keys; return what was written, and the keys that have none or others."""
    files: list[StoredBytes] = []
    absent: set[str] = set()
    for number, key in enumerate(sorted(spoken)):
        progress("files", number, len(spoken))
        with store.spooled() as spool:
            try:
                found = store.take(storage, key, spool)
            except NotFound:
                absent.add(key)
                continue
            if found.sha256 != key:
                absent.add(key)
                continue
            one = StoredBytes(sha256=key, size=found.size)
            spool.seek(0)
            writer.add(one.member, store.pieces(spool))
            files.append(one)
    return files, absent


def _read_uploads(
    writer: Writer, storage: Storage, under_way: list[tuple[UUID, int]]
) -> tuple[list[Arrived], int]:
    """Write what had arrived of uploads; return them, and the number of those whose parts have gone since."""
    uploads: list[Arrived] = []
    for upload, received in under_way:
        with store.spooled() as spool:
            with suppress(PartsMissing):
                storage.join_parts(upload, spool)
            if spool.tell() < received:
                continue
            spool.seek(0)
            size, sha256 = writer.add(f"uploads/{upload}", store.pieces(spool, received))
            uploads.append(Arrived(id=upload, size=size, sha256=sha256))
    return uploads, len(under_way) - len(uploads)


def _read_keys(writer: Writer, wanted: Wanted) -> Iterator[Secret]:
    for name, text in keys.in_use(wanted.settings).items():
        size, sha256 = writer.add(f"keys/{name}", [text.encode()]) if wanted.with_keys else (None, None)
        yield Secret(name=name, checks=keys.checks(name, text), size=size, sha256=sha256)


def _still_needed(absent: set[str]) -> tuple[str, ...]:
    """Return those that rows speak of even now: what was erased meanwhile is nothing to miss."""
    if not absent:
        return ()
    with _reading() as connection:
        _spoken, needed = store.named(connection, tables.stored(connection))
    return tuple(sorted(absent & needed))


@contextmanager
def _reading() -> Iterator[psycopg.Connection[Any]]:
    """Read in one snapshot that cannot write."""
    set_mode(TransactionMode(read_only=True))
    try:
        yield tables.driver(db.session.connection())
    finally:
        end_read()
        set_mode(TransactionMode())


@contextmanager
def _incoming(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Give a file that only we can read, beside the place it is meant for; gone unless it got its name."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
        temporary = Path(file.name)
        try:
            yield file, temporary  # type: ignore[misc]
        finally:
            temporary.unlink(missing_ok=True)


def _take(target: Path) -> None:
    """Take the name at the last moment, so that what got it meanwhile is not replaced either."""
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise BackupExists(file=str(target)) from None


def _lasting(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _unwritable(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupUnwritable(file=str(target), reason=words_of(error)) from error
