"""Runs of imports started from the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.imports.domain import RunState
from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base

EMPTY = text("'{}'::jsonb")


class ImportRun(Base):
    """One file on its way in. The bytes are kept in storage; errors are codes with parameters, never texts."""

    __tablename__ = "import_runs"
    __table_args__ = (
        Index("ix_import_runs_created_at", "created_at"),
        Index("ix_import_runs_kind_headers", "kind", "headers_digest"),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    season: Mapped[str] = mapped_column(server_default="")  # slug, empty for the current one or none
    filename: Mapped[str]
    storage_key: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(server_default=text("0"))
    headers: Mapped[list[Any]]
    headers_digest: Mapped[str]
    # column code -> header, as chosen or guessed; columns of no header are left out
    mapping: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    state: Mapped[RunState] = mapped_column(server_default="uploaded")
    progress: Mapped[int] = mapped_column(server_default=text("0"))  # rows done while a job works
    created: Mapped[int] = mapped_column(server_default=text("0"))
    updated: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(server_default=text("0"))
    rejected_rows: Mapped[int] = mapped_column(server_default=text("0"))
    errors: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    failure: Mapped[dict[str, Any]] = mapped_column(
        server_default=EMPTY
    )  # {"code", "params"} of the whole file
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]
