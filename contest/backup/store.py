"""Which bytes of the store rows speak of, in any version of the schema; taken out of the store and put back."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from uuid import UUID

import psycopg
from psycopg import sql

from contest.backup.tables import Columns
from contest.kernel.errors import NotFound
from contest.kernel.storage import CHUNK, Storage, StoredFile
from contest.kernel.storage.interface import copy

KEY = "storage_key"
NO_LIMIT = 2**63
IN_MEMORY = 8 * CHUNK
# The text of a file goes with the file.
FOLLOWING = frozenset({"document_texts"})
# Rows of a project that was erased keep the digest of its receipt, not the bytes.
ERASED = "EXISTS (SELECT 1 FROM projects p WHERE p.id = t.project_id AND p.erased_at IS NOT NULL)"


def named(connection: psycopg.Connection[Any], tables: Collection[Columns]) -> tuple[set[str], set[str]]:
    """Return the keys that rows speak of, and which of them have to have bytes."""
    spoken: set[str] = set()
    needed: set[str] = set()
    by_name = {columns.table: columns.names for columns in tables}
    for table, names in by_name.items():
        if KEY not in names:
            continue
        erasable = "project_id" in names and "erased_at" in by_name.get("projects", ())
        condition = sql.SQL(ERASED if erasable else "false")
        query = sql.SQL("SELECT DISTINCT storage_key, {} FROM {} t WHERE storage_key IS NOT NULL")
        for key, erased in connection.execute(query.format(condition, sql.Identifier("public", table))):
            spoken.add(key)
            if not erased and table not in FOLLOWING:
                needed.add(key)
    return spoken, needed


def under_way(connection: psycopg.Connection[Any], tables: Collection[Columns]) -> list[tuple[UUID, int]]:
    """Return the uploads that are not finished, each with the bytes that had arrived."""
    if not any(columns.table == "uploads" for columns in tables):
        return []
    query = "SELECT id, received FROM uploads WHERE file_id IS NULL AND received > 0 ORDER BY id"
    return list(connection.execute(query))


@contextmanager
def spooled() -> Iterator[BinaryIO]:
    """Give a place for a file, in memory while it is small: it is looked at as a whole before it is taken anywhere."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        yield spool  # type: ignore[misc]


def take(storage: Storage, key: str, target: BinaryIO) -> StoredFile:
    """Copy stored bytes; raise NotFound."""
    with storage.open(key) as source:
        return copy(source, target, max_bytes=NO_LIMIT)


def pieces(stream: BinaryIO, limit: int = NO_LIMIT) -> Iterator[bytes]:
    """Give a stream's bytes, up to a limit."""
    while limit and (piece := stream.read(min(CHUNK, limit))):
        limit -= len(piece)
        yield piece


class Filling:
    """Bytes put into a store, read back from it, and taken out again if the rest does not succeed."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._added: list[str] = []
        self._uploads: list[UUID] = []

    def put(self, key: str, given: Iterable[bytes]) -> bool:
        """Have the bytes of a file in the store; say whether what is there now is what its name says."""
        if self._holds(key):
            return True
        self._storage.delete(key)  # what bears the name and is something else
        self._added.append(key)
        with spooled() as spool:
            _fill(spool, given)
            self._storage.put(spool, max_bytes=NO_LIMIT)
        return self._holds(key)

    def put_upload(self, upload: UUID, given: Iterable[bytes]) -> None:
        """Have what had arrived of an upload in the store, as one part."""
        self._uploads.append(upload)
        with spooled() as spool:
            _fill(spool, given)
            self._storage.put_part(upload, 0, spool, max_bytes=NO_LIMIT)

    def undo(self) -> None:
        """Erase what was not there before."""
        for key in self._added:
            self._storage.delete(key)
        for upload in self._uploads:
            self._storage.drop_parts(upload)

    def _holds(self, key: str) -> bool:
        digest = hashlib.sha256()
        try:
            with self._storage.open(key) as stream:
                for piece in pieces(stream):
                    digest.update(piece)
        except NotFound:
            return False
        return digest.hexdigest() == key


def _fill(spool: BinaryIO, given: Iterable[bytes]) -> None:
    for piece in given:
        spool.write(piece)
    spool.seek(0)
