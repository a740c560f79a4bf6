"""The records that somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.records.domain import RecordKind
from judging.records.models import RoundRecord

LATEST = 10


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record. Without `storage_key` it is being made: `done` of `total` rows, once that is known."""

    id: UUID
    kind: RecordKind
    round_id: UUID
    left_out: frozenset[UUID]
    done: int
    total: int | None
    storage_key: str | None
    size: int | None
    created_at: datetime
    expires_at: datetime | None

    @property
    def ready(self) -> bool:
        return self.storage_key is not None


def records_of(actor: Actor, round_id: UUID) -> list[RecordView]:
    """Return the actor's own records of a round, the latest first; nobody else's are anybody's business."""
    query = (
        _own(actor)
        .where(RoundRecord.round_id == round_id)
        .order_by(RoundRecord.created_at.desc(), RoundRecord.id.desc())
        .limit(LATEST)
    )
    return [_view(row) for row in db.session.execute(query).scalars()]


def get_record(actor: Actor, record_id: UUID) -> RecordView:
    """Return one of the actor's own records; raise NotFound."""
    row = db.session.execute(_own(actor).where(RoundRecord.id == record_id)).scalar_one_or_none()
    if row is None:
        raise NotFound(kind="export")
    return _view(row)


def _own(actor: Actor) -> Any:
    return select(RoundRecord).where(RoundRecord.asked_by == actor.user_id)


def _view(row: RoundRecord) -> RecordView:
    return RecordView(
        id=row.id,
        kind=row.kind,
        round_id=row.round_id,
        left_out=frozenset(map(UUID, row.left_out)),
        done=row.done,
        total=row.total,
        storage_key=row.storage_key,
        size=row.size,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
