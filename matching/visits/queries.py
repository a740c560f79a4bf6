"""Reads about views of winners, and the winner as a profile's people open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate
from contest.organisations.models import Organisation
from contest.pool.queries import way_in
from contest.projects.models import Project
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.queries import takes_part
from matching.recommendations.queries import (
    ProjectSide,
    RecommendationFilter,
    RecommendationView,
    list_recommendations,
    matchable_projects,
    project_side,
)
from matching.visits.domain import Visited
from matching.visits.models import ProjectVisit


@dataclass(frozen=True, slots=True)
class VisitView:
    """One view, as the team reads it: who by profile and organisation; people's names wait for an introduction."""

    profile_id: UUID
    kind: ProfileKind
    name: LocalizedText
    organisation: LocalizedText | None
    what: Visited
    at: datetime


def get_winner(project_id: UUID, profile_id: UUID) -> ProjectSide:
    """Return a winner that whoever keeps the profile may open: what is open for matching; raise NotFound."""
    query = select(Project, way_in().label("way")).where(
        Project.id == project_id,
        exists().where(MatchProfile.id == profile_id, takes_part()),
        matchable_projects(),
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind="project")
    return project_side(row[0], row.way)


def find_recommendation(actor: Actor, project_id: UUID, profile_id: UUID) -> RecommendationView | None:
    """Return why the winner is recommended to the profile; None where it was found by searching."""
    wanted = RecommendationFilter(project_id=project_id, profile_id=profile_id)
    return next(iter(list_recommendations(actor, wanted, size=1)), None)


def visits_of(project_id: UUID, *, page: int = 1, size: int = 20) -> Page[VisitView]:
    """Return one page of who opened a winner, the latest first. The caller asks who may read it."""
    query: Any = (
        select(ProjectVisit, MatchProfile, Organisation.name)
        .join(MatchProfile, MatchProfile.id == ProjectVisit.profile_id)
        .outerjoin(Organisation, Organisation.id == MatchProfile.organisation_id)
        .where(ProjectVisit.project_id == project_id)
        .order_by(ProjectVisit.created_at.desc(), ProjectVisit.id.desc())
    )
    return paginate(query, _view, number=page, size=size)


def _view(row: Any) -> VisitView:
    visit, profile, organisation = row
    return VisitView(profile.id, profile.kind, profile.name, organisation, visit.what, visit.created_at)


def visitors(project_id: UUID) -> int:
    """Return how many parks, investors and mentors have opened a winner."""
    query = select(func.count(func.distinct(ProjectVisit.profile_id))).where(
        ProjectVisit.project_id == project_id
    )
    return db.session.execute(query).scalar_one()
