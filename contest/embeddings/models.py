"""The tables of text vectors and of words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import CheckConstraint, Index, func
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import Timestamp
from contest.kernel.db import Base


class TextVector(Base):
    """The meaning of one part of a subject's text, by one model.

    `kind` is what the subject is (its feature's word), `part` which of its texts. The column has no fixed
    dimensions, so that another model fits; whoever compares vectors names the model.
    """

    __tablename__ = "text_vectors"
    __table_args__ = (
        CheckConstraint("kind <> ''", name="kind_given"),
        # A model change is seen, and the old model's vectors are found, without reading every vector.
        Index("ix_text_vectors_kind_model", "kind", "model"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True, default="")
    model: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    embedding: Mapped[Any] = mapped_column(HALFVEC(), nullable=False)
    updated_at: Mapped[Timestamp] = mapped_column(server_default=func.now())


class SearchText(Base):
    """The words of one subject's texts, cut by the worker: the database itself cannot tell Chinese words apart."""

    __tablename__ = "search_texts"
    __table_args__ = (
        CheckConstraint("kind <> ''", name="kind_given"),
        Index("ix_search_texts_words", "words", postgresql_using="gin"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    words: Mapped[Any] = mapped_column(TSVECTOR(), nullable=False)
    updated_at: Mapped[Timestamp] = mapped_column(server_default=func.now())


class ServingModel(Base):
    """The model whose vectors of a kind answer questions now. `source` is the setting it was loaded by."""

    __tablename__ = "serving_models"
    __table_args__ = (CheckConstraint("kind <> '' AND model <> ''", name="named"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str]
    source: Mapped[str] = mapped_column(server_default="")
    since: Mapped[Timestamp] = mapped_column(server_default=func.now())
