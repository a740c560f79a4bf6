"""Versions of the entry forms of seasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.entry_forms.domain import FormState
from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base


class EntryForm(Base):
    """One version of a season's form; `content` is what entry_forms.domain.write_form gives.

    A published row never changes (a trigger refuses), a season has at most one draft. `revision` counts the edits of
    a draft, so that two editors notice each other.
    """

    __tablename__ = "entry_forms"
    __table_args__ = (
        UniqueConstraint("season_id", "version"),
        Index(
            "uq_entry_forms_draft",
            "season_id",
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
    )

    id: Mapped[Key]
    season_id: Mapped[UUID] = mapped_column(ForeignKey("seasons.id"))
    version: Mapped[int]
    state: Mapped[FormState]
    content: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
