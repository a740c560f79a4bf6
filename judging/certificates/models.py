"""Certificates: one row a paper, with the signature over what it says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import Key, LocalizedText
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
