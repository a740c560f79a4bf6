"""A row that one writer has at a time: read as it is stored once the lock is held, not as the session remembers it."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select

from contest.kernel.db import Base, db
from contest.kernel.errors import NotFound

Row = TypeVar("Row", bound=Base)


def find_locked(query: Select[Row], *, shared: bool = False) -> Row | None:
    """Return the one row of a query, locked until the transaction ends; None if there is none.

    `shared`: others may lock it so too; whoever changes it waits for all of them.
    """
    locking = query.with_for_update(read=shared).execution_options(populate_existing=True)
    return db.session.execute(locking).scalar_one_or_none()


def get_locked(query: Select[Row], *, kind: str, shared: bool = False) -> Row:
    """Return the one row of a query, locked until the transaction ends; raise NotFound of this kind."""
    found = find_locked(query, shared=shared)
    if found is None:
        raise NotFound(kind=kind)
    return found
