"""Reads of the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, tuple_

from contest.accounts.models import User
from contest.audit.domain import GENESIS, link
from contest.audit.models import AuditSeal
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.kernel.paging import AnySelect, Page, paginate
from contest.kernel.ties import veils


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the log. `actor_name` is empty for the platform itself and for the public."""

    id: UUID
    at: datetime
    actor_name: str
    actor_role: str
    action: str
    subject_kind: str
    subject_id: UUID | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What the log is narrowed by; empty means any. `action` matches from the start (`nomination.`)."""

    action: str = ""
    person: str = ""
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether every seal still fits its rows. `broken_at` is the number of the first seal that does not."""

    seals: int
    sealed_events: int
    unsealed_events: int
    broken_at: int | None


def _query(wanted: EventFilter) -> AnySelect:
    query: AnySelect = select(AuditEvent, User.name).outerjoin(User, User.id == AuditEvent.actor_id)
    if wanted.action:
        query = query.where(AuditEvent.action.startswith(wanted.action, autoescape=True))
    if wanted.person:
        query = query.where(
            User.name.contains(wanted.person, autoescape=True) | (User.email == wanted.person.lower())
        )
    if wanted.subject_id is not None:
        query = query.where(AuditEvent.subject_id == wanted.subject_id)
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    return query.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def _view(row: Any) -> EventView:
    event, name = row
    return EventView(
        id=event.id,
        at=event.at,
        actor_name=name or "",
        actor_role=event.actor_role,
        action=event.action,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        facts=event.facts,
    )


def _readable(actor: Actor, wanted: EventFilter) -> AnySelect:
    """Select what the filter asks for, without the history of what is hidden from the actor."""
    query, hidden = _query(wanted), veils.objects(actor)
    if not hidden:
        return query
    return query.where(AuditEvent.subject_id.is_(None) | AuditEvent.subject_id.not_in(hidden))


def events(actor: Actor, wanted: EventFilter, *, page: int = 1, size: int = 25) -> Page[EventView]:
    """Return one page of the log, the newest first."""
    return paginate(_readable(actor, wanted), _view, number=page, size=size)


def all_events(actor: Actor, wanted: EventFilter, limit: int) -> list[EventView]:
    """Return up to `limit` lines for an export."""
    return [_view(row) for row in db.session.execute(_readable(actor, wanted).limit(limit))]


def rows_between(
    low: tuple[int, UUID] | None, high: tuple[int, UUID] | None, limit: int | None = None
) -> list[Any]:
    """Return rows after `low` up to `high` in sealing order; without `high`, those no transaction can precede."""
    place = tuple_(AuditEvent.transaction_number, AuditEvent.id)
    query = select(AuditEvent)
    if low is not None:
        query = query.where(place > tuple_(*low))
    if high is not None:
        query = query.where(place <= tuple_(*high))
    else:
        query = query.where(
            AuditEvent.transaction_number
            < text("(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + audit_ahead())")
        )
    query = query.order_by(AuditEvent.transaction_number, AuditEvent.id)
    return list(db.session.execute(query.limit(limit) if limit else query).scalars())


def sealed_form(event: AuditEvent) -> dict[str, Any]:
    """Return what is sealed of a row: everything it says."""
    return {
        "id": str(event.id),
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": str(event.actor_id or ""),
        "role": event.actor_role,
        "action": event.action,
        "kind": event.subject_kind,
        "subject": str(event.subject_id or ""),
        "facts": event.facts,
    }


def last_seal() -> AuditSeal | None:
    """Return the newest seal."""
    return db.session.execute(
        select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1)
    ).scalar_one_or_none()


def verify() -> Verification:
    """Recompute every seal from the rows."""
    previous, low, sealed = GENESIS, None, 0
    seals = db.session.execute(select(AuditSeal).order_by(AuditSeal.number)).scalars().all()
    total = db.session.execute(select(func.count()).select_from(AuditEvent)).scalar_one()
    for expected, seal in enumerate(seals, start=1):
        high = (seal.up_to_transaction, seal.up_to_id)
        rows = rows_between(low, high)
        digest = link(previous, map(sealed_form, rows))
        if seal.number != expected or digest != seal.digest or len(rows) != seal.events:
            return Verification(len(seals), sealed, total - sealed, seal.number)
        previous, low, sealed = digest, high, sealed + len(rows)
    return Verification(len(seals), sealed, total - sealed, None)
