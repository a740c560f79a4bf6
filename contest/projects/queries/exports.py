"""The lists of answers that somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect
from contest.projects.models import AnswerExport
from contest.seasons.models import Season

LATEST = 10


@dataclass(frozen=True, slots=True)
class AnswerExportView:
    """One list. Without `storage_key` it is being made: `done` of `total` projects, once that is known."""

    id: UUID
    season: LocalizedText
    slug: str
    locale: str
    done: int
    total: int | None
    storage_key: str | None
    size: int | None
    created_at: datetime
    expires_at: datetime | None

    @property
    def ready(self) -> bool:
        return self.storage_key is not None


def answer_exports(actor: Actor) -> list[AnswerExportView]:
    """Return the actor's latest own lists; nobody else's are anybody's business."""
    return [_view(*row) for row in db.session.execute(_own(actor).limit(LATEST))]


def get_answer_export(actor: Actor, export_id: UUID) -> AnswerExportView:
    """Return one of the actor's own lists; raise NotFound."""
    row = db.session.execute(_own(actor).where(AnswerExport.id == export_id)).one_or_none()
    if row is None:
        raise NotFound(kind="export")
    return _view(*row)


def _own(actor: Actor) -> AnySelect:
    query: AnySelect = (
        select(AnswerExport, Season.name, Season.slug)
        .join(Season, Season.id == AnswerExport.season_id)
        .where(AnswerExport.asked_by == actor.user_id)
        .order_by(AnswerExport.created_at.desc(), AnswerExport.id)
    )
    return query


def _view(row: AnswerExport, name: LocalizedText, slug: str) -> AnswerExportView:
    return AnswerExportView(
        id=row.id,
        season=name,
        slug=slug,
        locale=row.locale,
        done=row.done,
        total=row.total,
        storage_key=row.storage_key,
        size=row.size,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
