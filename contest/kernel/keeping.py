"""Bytes and the rows that speak of them, when the same content is handed in and erased at the same moment.

Equal content lies in the store once. Whoever keeps it holds a shared lock of its name until the row that speaks of it
is committed; whoever erases holds it alone, and looks for rows only then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from sqlalchemy import Text, column, func, select, values

from contest.kernel.db import db
from contest.kernel.storage import Storage, StoredFile


def keep(storage: Storage, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
    """Put a seekable stream into the store for a row of this transaction. Raises what Storage.put() does.

    The name is known only once the bytes are there; an eraser may have come between.
    """
    start = stream.tell()
    stored = storage.put(stream, max_bytes=max_bytes)
    db.session.execute(select(func.pg_advisory_xact_lock_shared(lock_of(stored.key))))
    if not storage.exists(stored.key):
        stream.seek(start)
        storage.put(stream, max_bytes=max_bytes)
    return stored


def claim(keys: Iterable[str]) -> set[str]:
    """Have files for oneself until the transaction ends, to erase them; return those that nobody is keeping just now.

    Look for rows that speak of them after this, not before.
    """
    wanted = [(key,) for key in sorted(set(keys))]
    if not wanted:
        return set()
    key = values(column("key", Text), name="wanted").data(wanted).c.key
    rows = db.session.execute(select(key, func.pg_try_advisory_xact_lock(lock_of(key))))
    return {row.key for row in rows if row[1]}


def lock_of(key: Any) -> Any:
    """Return the number of a file's lock, as the database makes it."""
    return func.hashtextextended(func.concat("file:", key), 0)
