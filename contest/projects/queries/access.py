"""Which projects an actor may know of, and what the permission predicates look at."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import aliased

from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect
from contest.permissions import Role
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.projects.rules import ProjectAccess
from contest.seasons.domain import SeasonState
from contest.seasons.models import Season, Zone
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember

SEES_ALL = (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)


def visible_to(actor: Actor) -> Select[Project]:
    """Select the projects the actor may know of; every list starts here."""
    return select(Project).where(is_visible(actor))


def ensure_visible(actor: Actor, project_id: UUID) -> None:
    """Raise NotFound for a project that the actor may not know of."""
    found = db.session.execute(select(Project.id).where(Project.id == project_id, is_visible(actor)))
    if found.first() is None:
        raise NotFound(kind="project")


def is_visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition: one's own team's; all for the contest office and the auditor; an officer those of the
    district's zones; a base those handed in with consent, while their season is open. The public none.
    """
    if actor.is_system or actor.has(*SEES_ALL):
        return true()
    ways: list[ColumnElement[bool]] = []
    if actor.user_id is not None:
        ways.append(
            Project.team_id.in_(select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id))
        )
    if actor.has(Role.OFFICER) and actor.districts:
        zone = aliased(Zone)
        in_district = and_(
            zone.season_id == Project.season_id,
            zone.code == Project.zone_code,
            zone.district.in_(sorted(actor.districts)),
        )
        ways.append(select(zone.id).where(in_district).correlate(Project).exists())
    if actor.has(Role.BASE):
        ways.append(is_offered_to_bases())
    return or_(*ways) if ways else false()


def is_offered_to_bases() -> ColumnElement[bool]:
    """Return the condition of rules.offered_to_bases."""
    return and_(
        Project.state == ProjectState.SUBMITTED,
        Project.consent_bases,
        Project.season_id.in_(select(Season.id).where(Season.state == SeasonState.OPEN)),
    )


def get_access(project_id: UUID) -> ProjectAccess:
    """Return what the predicates look at, in one statement; raise NotFound."""
    row = db.session.execute(_access(), {"project_id": project_id}).one_or_none()
    if row is None:
        raise NotFound(kind="project")
    return read_access(row)


@cache
def _access() -> AnySelect:
    return with_access(select(Project.id)).where(Project.id == bindparam("project_id"))


def with_access(query: AnySelect) -> AnySelect:
    """Add to a query of projects what `read_access` takes."""
    people = (
        select(func.jsonb_object_agg(TeamMember.user_id, TeamMember.role))
        .where(TeamMember.team_id == Project.team_id)
        .correlate(Project)
        .scalar_subquery()
    )
    return (
        query.add_columns(
            Project.id.label("project_id"),
            Project.team_id.label("team_id"),
            Project.state.label("project_state"),
            Project.consent_bases.label("consent_bases"),
            Season.state.label("season_state"),
            func.coalesce(Zone.district, "").label("district"),
            people.label("people"),
        )
        .join(Season, Season.id == Project.season_id)
        .outerjoin(Zone, and_(Zone.season_id == Project.season_id, Zone.code == Project.zone_code))
    )


def read_access(row: Any) -> ProjectAccess:
    """Return what the predicates look at, from a row of a query made `with_access`."""
    people_of_team: dict[str, str] = row.people or {}
    leaders = [UUID(user_id) for user_id, role in people_of_team.items() if role == TeamRole.LEADER]
    return ProjectAccess(
        project_id=row.project_id,
        team_id=row.team_id,
        member_ids=frozenset(map(UUID, people_of_team)),
        leader_id=leaders[0] if leaders else None,
        state=row.project_state,
        season_state=row.season_state,
        zone_district=row.district,
        consent_bases=row.consent_bases,
    )


def locked(project_id: UUID) -> Project:
    """Return the project as stored now, with its row locked: saves and submissions happen one at a time."""
    return get_locked(select(Project).where(Project.id == project_id), kind="project")
