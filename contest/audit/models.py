"""Seals over the audit log."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt
from contest.kernel.db import Base


class AuditSeal(Base):
    """One link of the chain: the digest of the previous seal and of `events` rows up to the given place."""

    __tablename__ = "audit_seals"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    up_to_transaction: Mapped[int] = mapped_column(BigInteger)
    up_to_id: Mapped[UUID]
    events: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    created_at: Mapped[CreatedAt]
