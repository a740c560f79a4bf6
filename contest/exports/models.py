"""Files that somebody asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base

EMPTY = text("'{}'::jsonb")


class Export(Base):
    """One file of one kind. Neither stored nor refused, it is being made: `done` of `total`, once that is known."""

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint("storage_key IS NULL OR refusal IS NULL", name="made_or_refused"),
        CheckConstraint(
            "(storage_key IS NULL AND refusal IS NULL) = (expires_at IS NULL)", name="ends_in_time"
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    about: Mapped[UUID]  # a season, a round: the kind knows
    wanted: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    kept: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    locale: Mapped[str]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int | None]
    storage_key: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    # Code and parameters of the DomainError, as words are found for it.
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]

    @property
    def ended(self) -> bool:
        return self.expires_at is not None
