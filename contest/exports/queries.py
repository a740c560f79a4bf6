"""The files that somebody asked for; nobody else's are anybody's business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from contest.exports.domain import KEPT, MAKE, ExportState
from contest.exports.models import Export
from contest.kernel import jobs
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect

LATEST = 10


@dataclass(frozen=True, slots=True)
class ExportView:
    """One file, as in the table. `refusal` holds code and parameters."""

    id: UUID
    about: UUID
    wanted: dict[str, Any]
    kept: dict[str, Any]
    locale: str
    state: ExportState
    done: int
    total: int | None
    storage_key: str | None
    size: int | None
    refusal: dict[str, Any] | None
    created_at: datetime
    expires_at: datetime | None


def exports_of(actor: Actor, kind: str, about: UUID | None = None) -> list[ExportView]:
    """Return the actor's own files of a kind, of one thing or of all, the latest first."""
    query = _own(actor, kind).order_by(Export.created_at.desc(), Export.id.desc()).limit(LATEST)
    if about is not None:
        query = query.where(Export.about == about)
    return [_view(row, _state(row)) for row in db.session.execute(query).scalars()]


def get_export(actor: Actor, kind: str, export_id: UUID) -> ExportView:
    """Return one of the actor's own files; raise NotFound. One that nobody works on any more has failed."""
    row = db.session.execute(_own(actor, kind).where(Export.id == export_id)).scalar_one_or_none()
    if row is None:
        raise NotFound(kind="export")
    state = _state(row)
    if state is ExportState.MAKING:
        job = jobs.latest(MAKE, export_id=export_id)
        state = state if job is not None and job.alive else ExportState.FAILED
    return _view(row, state)


def is_over() -> ColumnElement[bool]:
    """Return the condition: the week since it was made, or asked for in vain, is over."""
    return func.coalesce(Export.expires_at, Export.created_at + KEPT) < func.clock_timestamp()


def _own(actor: Actor, kind: str) -> AnySelect:
    query: AnySelect = select(Export).where(Export.asked_by == actor.user_id, Export.kind == kind, ~is_over())
    return query


def _state(row: Export) -> ExportState:
    if row.refusal is not None:
        return ExportState.REFUSED
    return ExportState.MAKING if row.storage_key is None else ExportState.READY


def _view(row: Export, state: ExportState) -> ExportView:
    return ExportView(
        id=row.id,
        about=row.about,
        wanted=row.wanted,
        kept=row.kept,
        locale=row.locale,
        state=state,
        done=row.done,
        total=row.total,
        storage_key=row.storage_key,
        size=row.size,
        refusal=row.refusal,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
