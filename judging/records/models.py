"""Records that somebody asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base
from judging.records.domain import RecordKind


class RoundRecord(Base):
    """A spreadsheet of a round that somebody asked for. Without `storage_key` it is being made.

    `left_out`: keys of the entries of the round that are not in it because who asked is tied to them. `named`: judges
    stand in it by name; `audited`: the log does. Whoever has lost the right to either does not get the file any more.
    """

    __tablename__ = "round_records"

    id: Mapped[Key]
    kind: Mapped[RecordKind]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    locale: Mapped[str]
    left_out: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    named: Mapped[bool] = mapped_column(server_default=text("true"))
    audited: Mapped[bool] = mapped_column(server_default=text("true"))
    done: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int | None]
    storage_key: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
