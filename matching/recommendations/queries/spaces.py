"""What space projects need where they land."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from contest.entry_forms.domain.vocabulary import WANTED_SPACE
from contest.kernel.db import db
from contest.projects.models import Answer, Project
from matching.recommendations.domain import WantedSpace
from matching.recommendations.models import MatchChoice


def said_space() -> ColumnElement[Any]:
    """Return what a project's team said in matching, as a column beside Project."""
    said = select(MatchChoice.wanted_m2).where(MatchChoice.project_id == Project.id)
    return said.correlate(Project).scalar_subquery()


def answered_space() -> ColumnElement[Any]:
    """Return what a project's entry form says, as a column beside Project."""
    answer = select(Answer.data).where(Answer.project_id == Project.id, Answer.field == WANTED_SPACE)
    return answer.correlate(Project).scalar_subquery()


def _wanted(project_ids: Collection[UUID]) -> Select[Any]:
    return select(Project.id, said_space(), answered_space()).where(Project.id.in_(list(project_ids)))


def spaces_wanted(project_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return project -> m² of those that state any, in one statement."""
    found = {key: WantedSpace.of(*said).stated for key, *said in db.session.execute(_wanted(project_ids))}
    return {key: stated for key, stated in found.items() if stated is not None}


def space_wanted(project_id: UUID) -> WantedSpace:
    """Return what one project says, and where."""
    row = db.session.execute(_wanted([project_id])).one_or_none()
    return WantedSpace.of(row[1], row[2]) if row else WantedSpace()
