"""Column types every table shares: time-ordered keys, aware timestamps, text in two languages, money."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import BigInteger, CollectionAggregate, DateTime, Uuid, any_, bindparam, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from contest.kernel.localized import LocalizedText as LocalizedText


def new_id() -> UUID:
    """Return a UUIDv7: unique, and sorted by the time it was made."""
    made: UUID = uuid_utils.compat.uuid7()
    return made


class LocalizedTextType(TypeDecorator[LocalizedText]):
    """Stores LocalizedText as JSONB {"zh": …, "en": …}."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: LocalizedText | None, dialect: Dialect) -> dict[str, str] | None:
        del dialect
        return None if value is None else value.as_dict()

    def process_result_value(self, value: Any, dialect: Dialect) -> LocalizedText | None:
        del dialect
        return None if value is None else LocalizedText.of(value)


def one_of(parameter: str) -> CollectionAggregate[bool]:
    """Return what a key column is compared with to be one of the list given as `parameter` when the query is run.

    One array rather than a parameter each: the statement reads the same however many there are, so it is compiled
    and prepared once.
    """
    return any_(bindparam(parameter, type_=ARRAY(Uuid())))


Key = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Timestamp = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Cents = Annotated[int, mapped_column(BigInteger)]
