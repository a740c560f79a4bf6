"""A row that is there once, however often and by however many it is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from contest.kernel.columns import new_id
from contest.kernel.db import Base, db


def insert_once(table: type[Base], *, by: str, **values: Any) -> UUID | None:
    """Insert a row and return its key; None where one with the same value in the column `by` is there already.

    Whoever writes the same at the same moment waits here until the first has committed, and then finds its row.
    """
    columns = table.__table__.c
    statement = insert(table).values(id=new_id(), **values).on_conflict_do_nothing(index_elements=[by])
    return db.session.execute(statement.returning(columns.id)).scalar_one_or_none()
