"""What entries are found by, and the pairs that are suspected to be one entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from contest.duplicates.domain.evidence import PairState
from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base

NO_OBJECT = text("'{}'::jsonb")


class Fingerprint(Base):
    """What finds an entry that is handed in. Nobody's address or number stands here, only keyed digests of them.

    `digest` tells whether the entry changed since it was compared; `crowds` is how alike its neighbours are in
    meaning, by languages ("zh-en": its Chinese against English ones).
    """

    __tablename__ = "duplicate_fingerprints"
    __table_args__ = (
        # Without the pending list: after an import of thousands it would be read from end to end.
        Index(
            "ix_duplicate_fingerprints_keys",
            "keys",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index(
            "ix_duplicate_fingerprints_sketch",
            "sketch",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str]
    keys: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    sketch: Mapped[list[int]] = mapped_column(ARRAY(Integer()))
    crowds: Mapped[dict[str, Any]] = mapped_column(server_default=NO_OBJECT)
    # duplicates.domain.integrity.Sample: what in the entry looks like sample data.
    samples: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=text("'{}'"))
    checked_at: Mapped[datetime | None]


class SuspectedPair(Base):
    """Two entries that may be one. Machines write the evidence, people decide; nothing follows by itself.

    `kept_id`: which of two duplicates is to stay, if whoever decided said so. `decided_evidence` is what was known
    at the decision; `news` what was new when the pair was opened again after one.
    """

    __tablename__ = "duplicate_pairs"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="ordered"),
        CheckConstraint("kept_id IS NULL OR kept_id IN (first_id, second_id)", name="kept_is_one"),
        CheckConstraint(
            "state NOT IN ('duplicate', 'not_duplicate') OR (decided_at IS NOT NULL AND reason <> '')",
            name="decided_with_reason",
        ),
        Index("ix_duplicate_pairs_second_id", "second_id"),
        Index("ix_duplicate_pairs_state_score", "state", "score"),
        Index("ix_duplicate_pairs_kinds", "kinds", postgresql_using="gin"),
    )

    id: Mapped[Key]
    first_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    second_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    state: Mapped[PairState] = mapped_column(server_default="open")
    score: Mapped[float] = mapped_column(Double())
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    evidence: Mapped[list[Any]]
    kept_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(server_default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    decided_score: Mapped[float | None] = mapped_column(Double())
    decided_evidence: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    reopened_at: Mapped[datetime | None]
    news: Mapped[dict[str, Any]] = mapped_column(server_default=NO_OBJECT)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
