"""Uploads under way, the text of files, what was found in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contest.documents.domain import Language, ReadingState, Trouble
from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base


class Upload(Base):
    """A file on its way in, part by part. Once it is a file of the project it keeps that file's id for a while."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("received BETWEEN 0 AND size", name="received_within_size"),
        # Whoever chooses another file for the same place has given up the first one.
        Index(
            "uq_uploads_under_way",
            "project_id",
            "kind",
            "begun_by",
            unique=True,
            postgresql_where=text("file_id IS NULL"),
        ),
        Index("ix_uploads_updated_at", "updated_at"),
    )

    id: Mapped[Key]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    kind: Mapped[str]
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    fingerprint: Mapped[str] = mapped_column(server_default="")
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("project_files.id", ondelete="CASCADE"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class DocumentText(Base):
    """What reading a file came to. One row per content: the same plan in two projects is read once."""

    __tablename__ = "document_texts"
    __table_args__ = (
        CheckConstraint("(state = 'failed') = (trouble IS NOT NULL)", name="failed_has_trouble"),
        CheckConstraint("(state = 'done') = (language IS NOT NULL)", name="done_has_language"),
    )

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(unique=True)
    storage_key: Mapped[str]
    content_type: Mapped[str]
    state: Mapped[ReadingState] = mapped_column(server_default="waiting")
    trouble: Mapped[Trouble | None]
    trouble_limit: Mapped[int | None]  # the cap that was passed, where there is one
    language: Mapped[Language | None]
    page_count: Mapped[int] = mapped_column(server_default=text("0"))
    characters: Mapped[int] = mapped_column(server_default=text("0"))
    cut: Mapped[bool] = mapped_column(server_default=text("false"))
    requested_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]


class DocumentPage(Base):
    """The text of one page (PDF), slide (PPTX) or stretch between page breaks (DOCX), counted from 1."""

    __tablename__ = "document_pages"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("document_texts.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class DocumentFinding(Base):
    """A value the text tells for an address of the form, in the shape the form stores."""

    __tablename__ = "document_findings"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("document_texts.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    page: Mapped[int]


class RefusedFinding(Base):
    """Somebody of the team said no to this value; `digest` knows it again in a later file."""

    __tablename__ = "refused_findings"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    refused_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    refused_at: Mapped[CreatedAt]
