"""Stamps of rows, made where the rows are: whether what was worked out from them still holds, without reading them."""

from __future__ import annotations

import secrets

from sqlalchemy import BigInteger, FromClause, Select, Text, func, literal, literal_column, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import SelectBase

# Of this process alone: nobody can look for rows whose stamp is that of others.
SEED = secrets.randbits(63)


def stamp_of(*sources: SelectBase) -> Select[tuple[str]]:
    """Return the query of a stamp, a short text, of all rows of the queries; of use in this process only.

    It stays the same as long as every query gives the same rows, in any order, and is another one when they change
    (64 bits for each query). Whoever keeps an answer by it must make the answer from the rows of the same moment: in a
    request that only reads (`db.set_mode`), every statement sees those.
    """
    parts = [_digest(source.subquery(f"s{number}")) for number, source in enumerate(sources)]
    return select(func.jsonb_build_array(*parts).cast(Text))


def _digest(source: FromClause) -> ColumnElement[int]:
    row: ColumnElement[object] = literal_column(source.name)  # type: ignore[attr-defined]
    digest = func.sum(func.hash_record_extended(row, literal(SEED, BigInteger)))
    return select(digest).select_from(source).scalar_subquery()
