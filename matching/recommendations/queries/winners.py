"""Winners as the matcher and its pages know them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.permissions import OFFICE, Role
from contest.pool.domain import TO_PLACE, Way, WayIn, read_way
from contest.pool.queries import has_consented, has_way, is_open, open_projects, own_bases, way_in
from contest.projects.models import Project
from contest.seasons.models import Season
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember
from contest.teams.queries import member_ids
from matching.profiles.domain import company_key
from matching.recommendations.domain import WantedSpace, WinnerFacts
from matching.recommendations.models import MatchChoice
from matching.recommendations.queries.spaces import answered_space, said_space

NO_TEXT = LocalizedText()
SEES_ALL = (*OFFICE, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Winner:
    """A winner with its facts and whom it must not be matched with: itself, its own people, the base it resides at.

    A winner here is any project that is open for matching: of this contest, of another, or a resident of a base.
    `intro` is what whoever it is recommended to reads of it, and so all that may be quoted.
    """

    id: UUID
    facts: WinnerFacts
    company_keys: frozenset[str]
    member_ids: frozenset[UUID]
    organisation_id: UUID | None
    intro: LocalizedText = NO_TEXT
    base_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class MatchProject:
    """A project on its matches page. `in_pool`: it has a public win or a place; `consent`: it counts for that way."""

    id: UUID
    season_id: UUID
    season_name: LocalizedText
    name: LocalizedText
    number: str
    in_pool: bool
    consent: bool
    profiling: bool
    member_ids: frozenset[UUID]
    leader_id: UUID | None
    way: WayIn | None = None

    @property
    def placed(self) -> bool:
        """Say whether places under capacity are planned for it."""
        return self.way is not None and self.way.way in TO_PLACE

    @property
    def matched(self) -> bool:
        """Say whether the matcher computes anything about it."""
        return self.in_pool and self.consent and self.profiling


def without_profiling() -> Select[Any]:
    """Select the projects whose teams switched profiling off."""
    return select(MatchChoice.project_id).where(~MatchChoice.profiling)


def matchable_projects() -> ColumnElement[bool]:
    """Return the condition that something may be computed and shown about a project."""
    return and_(is_open(), Project.id.not_in(without_profiling()))


def winners_to_match(season_id: UUID, *, ways: Collection[Way] = tuple(Way)) -> list[UUID]:
    """Return what is open for matching in a season and has profiling, in the pool's order."""
    off = set(db.session.execute(without_profiling()).scalars())
    return [project_id for project_id in open_projects(season_id, ways=ways) if project_id not in off]


def winners_to_place(season_id: UUID) -> list[UUID]:
    """Return those of them that are given places under capacity: winners, of this contest and of others."""
    return winners_to_match(season_id, ways=TO_PLACE)


def load_winners(project_ids: Sequence[UUID]) -> list[Winner]:
    """Return the winners in the given order, in one statement."""
    query = (
        select(
            Project,
            Team.organisation_id,
            member_ids(Project.team_id).label("members"),
            own_bases().label("bases"),
            said_space(),
            answered_space(),
        )
        .join(Team, Team.id == Project.team_id)
        .where(Project.id.in_(project_ids), Project.withdrawn_at.is_(None))
    )
    found = {row[0].id: _winner(*row) for row in db.session.execute(query)}
    return [found[project_id] for project_id in project_ids if project_id in found]


def _winner(
    project: Project,
    organisation_id: UUID | None,
    members: list[UUID] | None,
    bases: list[UUID] | None,
    *space: Any,
) -> Winner:
    names = {
        name for text in (project.name, project.company_name) for name in text.as_dict().values() if name
    }
    keys = {company_key(name) for name in names}
    if project.external_id:
        keys.add(company_key("", project.external_id))
    return Winner(
        id=project.id,
        facts=_facts(project, WantedSpace.of(*space)),
        company_keys=frozenset(keys),
        member_ids=frozenset(members or ()),
        organisation_id=organisation_id,
        intro=project.intro,
        base_ids=frozenset(bases or ()),
    )


def _facts(project: Project, space: WantedSpace) -> WinnerFacts:
    written = {language for language, text in project.intro.as_dict().items() if text}
    return WinnerFacts(
        track=project.track_code,
        growth_stage=project.growth_stage,
        financing=project.financing,
        amount_sought_cents=project.amount_sought_cents,
        district=project.district,
        needs=frozenset(project.needs),
        languages=frozenset(written),
        wanted_m2=space.stated,
    )


def _projects() -> Select[Any]:
    leader = aliased(TeamMember)
    return (
        select(
            Project,
            Season.name,
            has_way().label("in_pool"),
            has_consented().label("consent"),
            way_in().label("way"),
            func.coalesce(MatchChoice.profiling, True).label("profiling"),
            member_ids(Project.team_id).label("members"),
            leader.user_id.label("leader_id"),
        )
        .join(Season, Season.id == Project.season_id)
        .outerjoin(MatchChoice, MatchChoice.project_id == Project.id)
        .outerjoin(leader, and_(leader.team_id == Project.team_id, leader.role == TeamRole.LEADER))
    )


def get_match_project(actor: Actor, project_id: UUID) -> MatchProject:
    """Return a project of the actor's team (the office and the auditor: any project); raise NotFound."""
    query = _projects().where(Project.id == project_id)
    if not (actor.is_system or actor.has(*SEES_ALL)):
        query = query.where(
            Project.team_id.in_(select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id))
        )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind="project")
    return _project(row)


def own_winners(actor: Actor) -> list[MatchProject]:
    """Return the projects of the actor's teams that are in the pool, the latest season first."""
    mine = select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)
    query = (
        _projects()
        .where(Project.team_id.in_(mine), has_way())
        .order_by(Season.year.desc(), Project.number, Project.id)
    )
    return [_project(row) for row in db.session.execute(query)]


def _project(row: Any) -> MatchProject:
    project: Project = row[0]
    return MatchProject(
        id=project.id,
        season_id=project.season_id,
        season_name=row[1],
        name=project.name,
        number=project.number or "",
        in_pool=row.in_pool,
        consent=row.consent,
        profiling=row.profiling,
        member_ids=frozenset(row.members or ()),
        leader_id=row.leader_id,
        way=read_way(row.way),
    )
