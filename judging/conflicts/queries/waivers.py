"""Waivers as the office reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.conflicts.domain import Relation
from judging.conflicts.models import ConflictWaiver


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver with the names of those who signed; `confirmed_by` is empty while the second is missing."""

    id: UUID
    round_id: UUID
    judge_id: UUID
    entry_id: UUID
    kinds: tuple[Relation, ...]
    reason: str
    statement: str
    proposed_by: str
    proposed_by_id: UUID
    confirmed_by: str
    confirmed_at: datetime | None
    created_at: datetime


def waivers_of_round(round_id: UUID) -> dict[tuple[UUID, UUID], WaiverView]:
    """Return (judge, entry) -> the waiver that waits or stands. The caller decides who may ask."""
    first, second = aliased(User), aliased(User)
    rows = db.session.execute(
        select(ConflictWaiver, first.name, second.name)
        .join(first, first.id == ConflictWaiver.proposed_by)
        .outerjoin(second, second.id == ConflictWaiver.confirmed_by)
        .where(ConflictWaiver.round_id == round_id, ConflictWaiver.ended_at.is_(None))
    )
    return {(one.judge_id, one.entry_id): _view(one, *names) for one, *names in rows}


def get_waiver(waiver_id: UUID) -> ConflictWaiver:
    """Return a waiver; raise NotFound."""
    found = db.session.get(ConflictWaiver, waiver_id)
    if found is None:
        raise NotFound(kind="waiver")
    return found


def _view(one: ConflictWaiver, proposed_by: str, confirmed_by: Any) -> WaiverView:
    return WaiverView(
        id=one.id,
        round_id=one.round_id,
        judge_id=one.judge_id,
        entry_id=one.entry_id,
        kinds=tuple(map(Relation, one.kinds)),
        reason=one.reason,
        statement=one.statement,
        proposed_by=proposed_by,
        proposed_by_id=one.proposed_by,
        confirmed_by=confirmed_by or "",
        confirmed_at=one.confirmed_at,
        created_at=one.created_at,
    )
