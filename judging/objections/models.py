"""Objections and the files handed in with them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from contest.kernel.encryption import EncryptedText
from judging.objections.domain import Consequence, ObjectionState


class Objection(Base):
    """One objection to one entry's published result. `number` counts within the round: the receipt's number."""

    __tablename__ = "objections"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint(
            "(state IN ('upheld', 'dismissed')) = (decided_at IS NOT NULL)", name="decided_has_time"
        ),
        CheckConstraint(
            "decided_at IS NULL OR (handler_id IS NOT NULL AND decided_by IS NOT NULL"
            " AND decided_by <> handler_id AND decided_by <> objector_id)",
            name="two_people",
        ),
        CheckConstraint("state = 'upheld' OR consequence = 'none'", name="consequence_when_upheld"),
        Index("ix_objections_state", "state", "filed_at"),
        Index("ix_objections_objector_id", "objector_id"),
        Index("ix_objections_entry_id", "entry_id"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    number: Mapped[int]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"))
    objector_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[ObjectionState] = mapped_column(server_default="filed")
    name: Mapped[str]  # the real name, as signed
    contact: Mapped[str] = mapped_column(EncryptedText())
    grounds: Mapped[str]
    digest: Mapped[str]  # SHA-256 over grounds and evidence, printed on the receipt
    filed_at: Mapped[datetime]
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    taken_at: Mapped[datetime | None]
    finding: Mapped[str] = mapped_column(server_default="")
    advises_upheld: Mapped[bool | None]
    advised: Mapped[Consequence] = mapped_column(server_default="none")
    reported_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    consequence: Mapped[Consequence] = mapped_column(server_default="none")
    reply: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default=text("1"))


class ObjectionFile(Base):
    """Evidence, content-addressed: it never changes."""

    __tablename__ = "objection_files"

    id: Mapped[Key]
    objection_id: Mapped[UUID] = mapped_column(ForeignKey("objections.id", ondelete="CASCADE"), index=True)
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    storage_key: Mapped[str]
    created_at: Mapped[CreatedAt]
