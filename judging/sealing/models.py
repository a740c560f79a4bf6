"""Seals: who proposed and who confirmed, and the file that came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import Key
from contest.kernel.db import Base
from contest.kernel.encryption import EncryptedText
from judging.sealing.domain.states import SealState


class Seal(Base):
    """One approval of a round's decisions by two people. A round has one that is alive; withdrawn ones are kept.

    `fingerprint` is that of the preview both looked at. `pseudonym_key` makes the names in the file and is known
    nowhere else.
    """

    __tablename__ = "seals"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'withdrawn') OR "
            "(confirmed_by IS NOT NULL AND proposed_by IS NOT NULL AND confirmed_by <> proposed_by)",
            name="two_people",
        ),
        CheckConstraint(
            "(state <> 'sealed') OR (digest IS NOT NULL AND storage_key IS NOT NULL)", name="sealed_has_file"
        ),
        Index(
            "uq_seals_round_alive",
            "round_id",
            unique=True,
            postgresql_where=text("state IN ('proposed', 'confirmed', 'sealed')"),
        ),
        Index("ix_seals_digest", "digest"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"), index=True)
    state: Mapped[SealState] = mapped_column(server_default="proposed")
    fingerprint: Mapped[str]
    waived: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))  # check -> reason
    pseudonym_key: Mapped[str] = mapped_column(EncryptedText())
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(server_default="")
    sealed_at: Mapped[datetime | None]
    digest: Mapped[str | None]
    public_key: Mapped[str | None]  # PEM
    storage_key: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    trouble: Mapped[list[Any]] = mapped_column(
        server_default=text("'[]'::jsonb")
    )  # differences, when it failed
