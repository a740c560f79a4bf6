"""The audit log: one row per fact, written in the transaction that makes it true."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.kernel.access import Actor
from contest.kernel.columns import CreatedAt, Key
from contest.kernel.db import Base, db


class Subject(Protocol):
    """Anything with a table and a key."""

    __tablename__: Any
    id: Any


class AuditEvent(Base):
    """Who did what to which object, when. Facts hold codes, ids and numbers, never personal or secret values."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject", "subject_kind", "subject_id"),
        Index("ix_audit_events_at", "at"),
        Index("ix_audit_events_actor_id", "actor_id"),
        Index("ix_audit_events_transaction", "transaction_number", "id"),
    )

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    actor_id: Mapped[UUID | None]
    actor_role: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    # Orders rows for sealing: everything below the oldest running transaction is complete.
    transaction_number: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text::bigint + audit_ahead())")
    )


class AuditOffset(Base):
    """By how much the log's transaction numbers are ahead of the cluster's own; the largest counts.

    A log that was restored into another cluster bears numbers that this one has yet to reach: without the offset new
    rows would come to stand among the old ones, and break their seals.
    """

    __tablename__ = "audit_offsets"

    ahead: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    created_at: Mapped[CreatedAt]


def record(actor: Actor, action: str, subject: Subject | None, **facts: Any) -> None:
    """Write one audit event in the current transaction.

    `action` is "noun.verb-past" (`nomination.created`); `facts` must be JSON and free of personal data.
    """
    db.session.add(
        AuditEvent(
            actor_id=actor.user_id,
            actor_role=_role(actor),
            action=action,
            subject_kind=subject.__tablename__ if subject is not None else "",
            subject_id=subject.id if subject is not None else None,
            facts={key: _plain(value) for key, value in facts.items()},
        )
    )


def _role(actor: Actor) -> str:
    return ",".join(sorted(actor.roles - {"public", "user"})) or ("user" if actor.user_id else "public")


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
