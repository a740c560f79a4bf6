"""Column types every table shares: time-ordered keys, aware timestamps, text in two languages, money."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import BigInteger, DateTime, func
from sqlalchemy.dialects.postgresql import JSONB
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


Key = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Timestamp = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Cents = Annotated[int, mapped_column(BigInteger)]
