"""Put a backup back, all of it or nothing, into a database that holds nothing.

What is wrong with the file is found before anything is touched. Then come the bytes, then the keys, then the rows in
one transaction with every check; what fails takes the bytes and keys out again.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import Connection

from contest.audit.services import go_on_after_restoration
from contest.backup import keys, tables
from contest.backup.archive import Progress, Reader
from contest.backup.domain import (
    BackupDamaged,
    BackupTooNew,
    DatabaseInUse,
    DatabaseUnknown,
    Manifest,
    RestoreDiffers,
    RestoreUnderWay,
    RestoreUnwritable,
    Table,
    words_of,
)
from contest.backup.services.making import log_now
from contest.backup.store import Filling
from contest.embeddings.indexes import keep_index
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.encryption import keyring
from contest.kernel.settings import Settings
from contest.kernel.storage import Storage

SHOWN = 10
ALONE = 5_270_316  # advisory lock: one restores at a time
NEIGHBOURS = "SELECT kind, model, max(vector_dims(embedding)) FROM text_vectors GROUP BY kind, model"


class Schema(Protocol):
    """The migrations of this version (`contest.web.migrating.Revisions`)."""

    head: str

    def knows(self, revision: str) -> bool: ...

    def bring(self, connection: Connection, before: str | None, after: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `left_out` are tables that are not the product's, `head` is the migration it is at now."""

    manifest: Manifest
    sha256: str
    head: str
    left_out: tuple[str, ...]
    keys: keys.Plan


@dataclass(frozen=True, slots=True)
class _Given:
    reader: Reader
    schema: Schema
    progress: Progress

    @property
    def manifest(self) -> Manifest:
        return self.reader.manifest


def restore(
    *,
    actor: Actor,
    source: BinaryIO,
    schema: Schema,
    settings: Settings,
    storage: Storage,
    undo: ExitStack,
    progress: Progress,
) -> Restored:
    """Put everything back in the present transaction; `undo` is to be closed if that is not committed.

    Raises BackupForeign, BackupTooNew, BackupDamaged, DatabaseInUse, DatabaseUnknown, KeysDiffer, RestoreDiffers.
    """
    given = _Given(Reader(source), schema, progress)
    if not schema.knows(given.manifest.head):
        raise BackupTooNew(found=given.manifest.head, known=schema.head)
    before = _empty(schema)
    given.reader.verify(progress)
    plan = keys.plan(settings, given.manifest, _keys_in(given.reader))
    filling, placing = Filling(storage), keys.Placing(settings.data_dir)
    undo.callback(filling.undo)
    undo.callback(placing.undo)
    try:
        _put_files(given, filling)
        placing.place(plan.placed)
    except OSError as error:
        raise RestoreUnwritable(reason=words_of(error)) from error
    if (encryption := plan.placed.get("encryption_keys")) is not None:
        keyring.install(encryption.split())  # for migrations that read what is encrypted
    left_out = _put_rows(given, before)
    _check_and_note(actor, given)
    return Restored(given.manifest, given.reader.digest, schema.head, left_out, plan)


def _keys_in(reader: Reader) -> dict[str, str]:
    """Return the keys that are in the file, each the one that the manifest speaks of."""
    found: dict[str, str] = {}
    for key in reader.manifest.keys:
        if key.size is None:
            continue
        text_of = b"".join(reader.pieces(key.member)).decode(errors="replace")
        if keys.checks(key.name, text_of) != key.checks:
            raise BackupDamaged(member=key.member)
        found[key.name] = text_of
    return found


def _empty(schema: Schema) -> str | None:
    """Return the migration the database is at; raise DatabaseInUse unless it holds nothing, or somebody restores."""
    connection = tables.driver(db.session.connection())
    if connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [ALONE]).fetchone() != (True,):
        raise RestoreUnderWay()
    revision, there = tables.revision(connection), [columns.table for columns in tables.stored(connection)]
    filled = there if revision is None else tables.filled(connection, there)
    if filled:
        raise DatabaseInUse(tables=", ".join(filled[:SHOWN]))
    if revision is not None and not schema.knows(revision):
        raise DatabaseUnknown(found=revision, known=schema.head)
    return revision


def _put_files(given: _Given, filling: Filling) -> None:
    reader, manifest = given.reader, given.manifest
    for number, one in enumerate(manifest.files):
        given.progress("files", number, len(manifest.files))
        if not filling.put(one.sha256, reader.pieces(one.member)):
            raise RestoreDiffers(what=one.member)
    for upload in manifest.uploads:
        filling.put_upload(upload.id, reader.pieces(upload.member))


def _put_rows(given: _Given, before: str | None) -> tuple[str, ...]:
    """Put the rows back under the schema they were written under, then bring both up to date."""
    manifest, session = given.manifest, db.session.connection()
    if before != manifest.head:
        given.schema.bring(session, before, manifest.head)
    connection = tables.driver(session)
    known = {columns.table: columns for columns in tables.stored(connection)}
    ours = [table for table in manifest.tables if table.name in known]
    if absent := sorted(known.keys() - {table.name for table in ours}):
        raise RestoreDiffers(what=", ".join(absent))
    tables.speak_plainly(connection)
    try:
        loosened = tables.Loosened(connection)
        for number, table in enumerate(ours):
            given.progress("rows", number, len(ours))
            _put_table(given.reader, connection, table, known[table.name])
        counted = {name for name, _last in tables.sequences(connection)}
        for sequence in manifest.sequences:
            if sequence.name in counted:
                tables.go_on(connection, sequence.name, sequence.last)
        loosened.tighten()
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise RestoreDiffers(what=str(error).splitlines()[0]) from error
    if manifest.head != given.schema.head:
        given.schema.bring(session, manifest.head, given.schema.head)
    return tuple(table.name for table in manifest.tables if table.name not in known)


def _put_table(
    reader: Reader, connection: psycopg.Connection[Any], table: Table, columns: tables.Columns
) -> None:
    if set(table.columns) != set(columns.names):
        raise RestoreDiffers(what=table.member)
    tables.load(connection, tables.Columns(table.name, table.columns), reader.pieces(table.member))
    if tables.count(connection, table.name) != table.rows:
        raise RestoreDiffers(what=table.member)


def _check_and_note(actor: Actor, given: _Given) -> None:
    """Verify the log, have it go on after what it holds, and give searches and plans of queries what they need."""
    given.progress("check", 0, 0)
    manifest, log = given.manifest, log_now()
    if log != manifest.log if manifest.log is not None else log.broken_at is not None:
        raise RestoreDiffers(what="audit_events")
    go_on_after_restoration()
    audit.record(
        actor,
        "backup.restored",
        None,
        sha256=given.reader.digest,
        rows=manifest.rows,
        files=len(manifest.files),
        missing=len(manifest.missing),
    )
    for kind, model, dimensions in db.session.execute(text(NEIGHBOURS)).all():
        keep_index(kind, model, dimensions)
    db.session.execute(text("ANALYZE"))
