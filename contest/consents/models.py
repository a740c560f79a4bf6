"""Consents, given and taken back: rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from contest.consents.domain import Purpose
from contest.kernel.columns import Key
from contest.kernel.db import Base


class Consent(Base):
    """One word of one person for one purpose, for a project where the purpose is a project's."""

    __tablename__ = "consents"
    __table_args__ = (
        Index("ix_consents_user_id", "user_id"),
        Index("ix_consents_project_id_purpose", "project_id", "purpose"),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    project_id: Mapped[UUID | None]
    purpose: Mapped[Purpose]
    given: Mapped[bool]
    version: Mapped[int]
    text_sha256: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
