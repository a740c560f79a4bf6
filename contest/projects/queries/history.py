"""What the fields of a project said before: who changed which, when, and from what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate
from contest.projects.models import FieldSave


@dataclass(frozen=True, slots=True)
class SaveView:
    """One change of one address (`problem.zh`): the stored values before and after it."""

    id: UUID
    project_id: UUID
    field: str
    version: int
    before: Any
    value: Any
    by: LocalizedText  # empty: the platform itself, an import
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What of a history is asked for: a field by its code, a person; None for all."""

    field: str | None = None
    person: UUID | None = None


def field_history(
    project_id: UUID, wanted: HistoryFilter, *, page: int = 1, size: int = 20
) -> Page[SaveView]:
    """Return the changes of a project's fields, the latest first. The caller asks who may read them."""
    query = (
        select(FieldSave, User.name, User.name_en)
        .outerjoin(User, User.id == FieldSave.saved_by)
        .where(FieldSave.project_id == project_id)
        .order_by(FieldSave.saved_at.desc(), FieldSave.id.desc())
    )
    if wanted.field:
        query = query.where(
            or_(FieldSave.field == wanted.field, func.split_part(FieldSave.field, ".", 1) == wanted.field)
        )
    if wanted.person:
        query = query.where(FieldSave.saved_by == wanted.person)
    return paginate(query, _view, number=page, size=size)


def _view(row: Any) -> SaveView:
    save, name, name_en = row
    return SaveView(
        id=save.id,
        project_id=save.project_id,
        field=save.field,
        version=save.version,
        before=save.before,
        value=save.value,
        by=LocalizedText(name or "", name_en or ""),
        saved_at=save.saved_at,
    )


def writers_of(project_id: UUID) -> list[tuple[UUID, LocalizedText]]:
    """Return everybody who changed a field of the project, by name."""
    saved = select(FieldSave.saved_by).where(FieldSave.project_id == project_id)
    rows = db.session.execute(
        select(User.id, User.name, User.name_en).where(User.id.in_(saved)).order_by(User.name)
    )
    return [(row.id, LocalizedText(row.name, row.name_en)) for row in rows]


def get_save(project_id: UUID, save_id: UUID) -> SaveView:
    """Return one change of the project; raise NotFound."""
    row = db.session.execute(
        select(FieldSave, User.name, User.name_en)
        .outerjoin(User, User.id == FieldSave.saved_by)
        .where(FieldSave.id == save_id, FieldSave.project_id == project_id)
    ).one_or_none()
    if row is None:
        raise NotFound(kind="field_save")
    return _view(row)
