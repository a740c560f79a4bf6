"""Publications of results under a publicity period."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base


class Publication(Base):
    """A round's results made public: objections until `ends_at`, final once the final list is issued."""

    __tablename__ = "publications"

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"), unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    working_days: Mapped[int]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    finalised_at: Mapped[datetime | None]
    finalised_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
