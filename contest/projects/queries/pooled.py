"""Which projects are kept for the pool rather than for an entry.

The pool builds on projects and may not be imported here; whether there is an open place takes no more than columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, column, select, table
from sqlalchemy.dialects.postgresql import JSONB

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.domain.wins import Win
from contest.projects.models import Project

PLACES = table(
    "pool_places",
    column("project_id"),
    column("kind"),
    column("state"),
    column("contest", JSONB),
    column("award", JSONB),
    column("year"),
    column("created_at"),
    column("id"),
)


def is_kept_for_pool() -> ColumnElement[bool]:
    """Return the condition that a Project was never handed in and has an open place: no unfinished entry."""
    placed: Any = select(PLACES.c.project_id).where(PLACES.c.state == "open")
    return and_(Project.number.is_(None), Project.id.in_(placed))


def residents_among(project_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the projects that are in the pool as residents of a base."""
    query: Any = select(PLACES.c.project_id).where(
        PLACES.c.project_id.in_(project_ids), PLACES.c.kind == "resident", PLACES.c.state == "open"
    )
    return set(db.session.execute(query).scalars())


def wins_elsewhere(project_ids: Sequence[UUID]) -> dict[UUID, Win]:
    """Return what was said last of a project's win in another contest, whether the place is open still or not."""
    rows = db.session.execute(
        select(PLACES.c.project_id, PLACES.c.contest, PLACES.c.award, PLACES.c.year)
        .where(PLACES.c.project_id.in_(project_ids), PLACES.c.kind == "other_contest")
        .order_by(PLACES.c.created_at, PLACES.c.id)
    )
    return {
        row.project_id: Win(LocalizedText.of(row.contest), LocalizedText.of(row.award), row.year)
        for row in rows
    }
