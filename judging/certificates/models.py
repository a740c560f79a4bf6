"""Certificates: one row a paper, with the signature over what it says; documents printed of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key, LocalizedText
from contest.kernel.db import Base
from judging.certificates.domain import CertificateKind


class Certificate(Base):
    """A paper about one entry of one round. Nothing in it changes; whether it still holds is asked of the decision."""

    __tablename__ = "certificates"
    __table_args__ = (UniqueConstraint("round_id", "entry_id", "kind"), UniqueConstraint("code"))

    id: Mapped[Key]
    kind: Mapped[CertificateKind]
    code: Mapped[str]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entries.id"), index=True)
    number: Mapped[str]
    title: Mapped[LocalizedText]
    award: Mapped[LocalizedText]
    season: Mapped[LocalizedText]
    round_name: Mapped[LocalizedText]
    rank: Mapped[int | None]
    seal: Mapped[str]  # digest of the sealed file
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    signature: Mapped[str]  # hexadecimal
    public_key: Mapped[str]  # PEM


class CertificatePrint(Base):
    """All certificates of a round as one document that somebody asked for. Without `storage_key` it is being made."""

    __tablename__ = "certificate_prints"

    id: Mapped[Key]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int | None]
    storage_key: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
