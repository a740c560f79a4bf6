"""Many rows into one table in a single round of statements, for imports of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from contest.kernel.db import Base, db

CHUNK = 2_000
Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


def insert_rows(model: type[Base], rows: Sequence[Mapping[str, Any]], *, ignore: bool = False) -> None:
    """Insert rows, all with the same keys; with `ignore` those that exist already are left as they are."""
    statement = insert(cast(Table, model.__table__))
    _execute(statement.on_conflict_do_nothing() if ignore else statement, rows)


def upsert_rows(model: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    """Insert rows, all with the same keys, or overwrite those with the same `key` (columns of a unique index)."""
    if not rows:
        return
    statement = insert(cast(Table, model.__table__))
    changed = {name: statement.excluded[name] for name in rows[0] if name not in {"id", *key}}
    _execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed), rows)


def _execute(statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    for part in chunks(rows):
        db.session.connection().execute(statement, [dict(row) for row in part])
