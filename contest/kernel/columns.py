"""Column types every table shares: time-ordered keys, aware timestamps, text in two languages, money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import BigInteger, DateTime, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


def new_id() -> UUID:
    """Return a UUIDv7: unique, and sorted by the time it was made."""
    made: UUID = uuid_utils.compat.uuid7()
    return made


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """One text in Chinese and English; either may be empty, the other then serves."""

    zh: str = ""
    en: str = ""

    def in_locale(self, locale: str) -> str:
        """Return the text in `locale` ("zh" or "en"), falling back to the other language."""
        return (self.en or self.zh) if locale.startswith("en") else (self.zh or self.en)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def of(cls, value: Mapping[str, Any] | None) -> LocalizedText:
        return cls(zh=str(value.get("zh") or ""), en=str(value.get("en") or "")) if value else cls()


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
