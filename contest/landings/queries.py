"""Reads about what came of projects."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.columns import one_of
from contest.kernel.db import db
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """One confirmed milestone."""

    project_id: UUID
    milestone: Milestone
    happened_on: date
    counterpart_kind: str
    counterpart_id: UUID


def with_counterparts(counterpart_ids: Collection[UUID]) -> list[MilestoneView]:
    """Return what came of meetings with these counterparts, the oldest first: what ranking learns from."""
    query = (
        select(ProjectMilestone)
        .where(ProjectMilestone.counterpart_id == one_of("counterparts"))
        .order_by(ProjectMilestone.happened_on, ProjectMilestone.id)
    )
    rows = db.session.execute(query, {"counterparts": list(counterpart_ids)}).scalars()
    return [
        MilestoneView(
            row.project_id, row.milestone, row.happened_on, row.counterpart_kind, row.counterpart_id
        )
        for row in rows
    ]


def last_reported() -> datetime | None:
    """Return when something was last confirmed."""
    return db.session.execute(select(func.max(ProjectMilestone.created_at))).scalar_one()
