"""Recommendations as both sides read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import Page, paginate
from contest.pool.domain import WayIn, read_way
from contest.pool.queries import way_in
from contest.projects.domain import Financing
from contest.projects.models import Project
from contest.seasons.domain import GrowthStage
from contest.teams.models import TeamMember
from matching.profiles.domain import AllianceState, MentorKind, ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.queries import takes_part
from matching.recommendations.models import Recommendation
from matching.recommendations.queries.winners import SEES_ALL, matchable_projects


@dataclass(frozen=True, slots=True)
class ProjectSide:
    """What a profile's owner sees of a winner: nothing about people, no files. `way`: how it came into the pool."""

    id: UUID
    season_id: UUID
    number: str
    name: LocalizedText
    intro: LocalizedText
    track_code: str
    growth_stage: GrowthStage | None
    financing: Financing | None
    amount_sought_cents: int | None
    district: str
    needs: tuple[str, ...]
    way: WayIn | None


@dataclass(frozen=True, slots=True)
class ProfileSide:
    """What a winner sees of a profile in a list. `member`: an investor of the venture alliance."""

    id: UUID
    kind: ProfileKind
    name: LocalizedText
    text: LocalizedText
    districts: tuple[str, ...]
    mentor_kind: MentorKind | None
    base_id: UUID | None
    member: bool
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """One recommendation with both sides. `rank` is the place in the winner's list of the kind."""

    id: UUID
    project: ProjectSide
    profile: ProfileSide
    rank: int
    score: float
    similarity: float | None
    criteria: Sequence[Mapping[str, Any]]
    reason: Mapping[str, Any]
    model: str

    @property
    def percent(self) -> int:
        return round(self.score * 100)


@dataclass(frozen=True, slots=True)
class RecommendationFilter:
    """What a list is narrowed by; empty means any."""

    kind: ProfileKind | None = None
    project_id: UUID | None = None
    profile_id: UUID | None = None


def visible_to(actor: Actor) -> Select[Any]:
    """Select the recommendations the actor may see: to their projects, of their profiles; office and auditor all.

    A project that left the pool, took back its consent or switched profiling off shows nowhere, at once.
    """
    query: Any = (
        select(Recommendation, Project, MatchProfile, way_in().label("way"))
        .join(Project, Project.id == Recommendation.project_id)
        .join(MatchProfile, MatchProfile.id == Recommendation.profile_id)
        .where(matchable_projects(), takes_part())
    )
    if actor.is_system or actor.has(*SEES_ALL):
        return query
    return query.where(or_(_of_team(actor), of_owner(actor)))


def _of_team(actor: Actor) -> ColumnElement[bool]:
    if actor.user_id is None:
        return false()
    return Project.team_id.in_(select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id))


def of_owner(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor speaks for the profile."""
    ways: list[ColumnElement[bool]] = []
    if actor.organisation_ids:
        ways.append(MatchProfile.organisation_id.in_(actor.organisation_ids))
    if actor.user_id is not None:
        ways.append(MatchProfile.user_id == actor.user_id)
    return or_(*ways) if ways else false()


def _narrowed(query: Select[Any], wanted: RecommendationFilter) -> Select[Any]:
    exact: list[tuple[Any, Any]] = [
        (Recommendation.kind, wanted.kind),
        (Recommendation.project_id, wanted.project_id),
        (Recommendation.profile_id, wanted.profile_id),
    ]
    return query.where(*(column == value for column, value in exact if value is not None))


def list_for_project(actor: Actor, project_id: UUID, kind: ProfileKind) -> list[RecommendationView]:
    """Return a winner's list of a kind, the best first."""
    query = _narrowed(visible_to(actor), RecommendationFilter(kind=kind, project_id=project_id))
    return [_view(row) for row in db.session.execute(query.order_by(Recommendation.rank))]


def count_for_project(actor: Actor, project_id: UUID) -> dict[ProfileKind, int]:
    """Return how many recommendations a winner has of each kind."""
    query = _narrowed(visible_to(actor), RecommendationFilter(project_id=project_id)).with_only_columns(
        Recommendation.kind, func.count()
    )
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Recommendation.kind))}
    return {kind: found.get(kind, 0) for kind in ProfileKind}


def list_for_profile(
    actor: Actor, profile_id: UUID, *, page: int = 1, size: int = 20
) -> Page[RecommendationView]:
    """Return one page of the winners recommended to a profile, the best score first."""
    query = _narrowed(visible_to(actor), RecommendationFilter(profile_id=profile_id))
    return paginate(query.order_by(*BEST_FIRST), _view, number=page, size=size)


def count_for_profiles(actor: Actor, profile_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return profile -> how many winners are recommended to it."""
    query = (
        visible_to(actor)
        .where(Recommendation.profile_id.in_(profile_ids))
        .with_only_columns(Recommendation.profile_id, func.count())
        .group_by(Recommendation.profile_id)
    )
    found = {row[0]: row[1] for row in db.session.execute(query)}
    return {profile_id: found.get(profile_id, 0) for profile_id in profile_ids}


def list_recommendations(
    actor: Actor, wanted: RecommendationFilter, *, page: int = 1, size: int = 50
) -> Page[RecommendationView]:
    """Return one page of all the recommendations the actor may see, project by project, best first."""
    query = _narrowed(visible_to(actor), wanted)
    order = (Recommendation.project_id, Recommendation.kind, Recommendation.rank)
    return paginate(query.order_by(*order), _view, number=page, size=size)


def is_recommended(project_id: UUID, profile_id: UUID) -> bool:
    """Say whether a profile's owner sees the winner."""
    query = (
        select(Recommendation.id)
        .join(Project, Project.id == Recommendation.project_id)
        .where(
            Recommendation.project_id == project_id,
            Recommendation.profile_id == profile_id,
            matchable_projects(),
        )
    )
    return db.session.execute(query).first() is not None


BEST_FIRST = (Recommendation.score.desc(), Recommendation.rank, Project.number, Recommendation.id)


def _view(row: Any) -> RecommendationView:
    made: Recommendation = row[0]
    return RecommendationView(
        id=made.id,
        project=project_side(row[1], row.way),
        profile=profile_side(row[2]),
        rank=made.rank,
        score=made.score,
        similarity=made.similarity,
        criteria=made.criteria,
        reason=made.reason,
        model=made.model,
    )


def project_side(project: Project, way: Mapping[str, Any] | None) -> ProjectSide:
    """Return what is shown of a winner; `way` as contest.pool.queries.way_in finds it."""
    return ProjectSide(
        id=project.id,
        season_id=project.season_id,
        number=project.number or "",
        name=project.name,
        intro=project.intro,
        track_code=project.track_code or "",
        growth_stage=project.growth_stage,
        financing=project.financing,
        amount_sought_cents=project.amount_sought_cents,
        district=project.district,
        needs=tuple(project.needs),
        way=read_way(way),
    )


def profile_side(profile: MatchProfile) -> ProfileSide:
    """Return what is shown of a profile in a list."""
    return ProfileSide(
        id=profile.id,
        kind=profile.kind,
        name=profile.name,
        text=profile.text,
        districts=tuple(profile.districts),
        mentor_kind=profile.mentor_kind,
        base_id=profile.base_id,
        member=profile.alliance is AllianceState.MEMBER,
        confirmed_at=profile.confirmed_at,
    )
