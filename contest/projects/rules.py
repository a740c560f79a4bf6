"""Who may do what with a project. The object is what `queries.get_access` returns."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contest.kernel.access import Actor
from contest.projects.domain import ProjectState
from contest.seasons.domain import SeasonState


@dataclass(frozen=True, slots=True)
class ProjectAccess:
    """What the predicates look at. `zone_district` is the district whose zone the project enters in, or empty."""

    project_id: UUID
    team_id: UUID
    member_ids: frozenset[UUID]
    leader_id: UUID | None
    state: ProjectState
    season_state: SeasonState
    zone_district: str
    consent_bases: bool


def on_team(actor: Actor, project: ProjectAccess) -> bool:
    """Hold for the people of the team."""
    return actor.user_id is not None and actor.user_id in project.member_ids


def leads_team(actor: Actor, project: ProjectAccess) -> bool:
    """Hold for the leader: handing in and withdrawing are the leader's word (the declaration of truth is theirs)."""
    return actor.user_id is not None and actor.user_id == project.leader_id


def in_own_district(actor: Actor, project: ProjectAccess) -> bool:
    """Hold for an officer of the zone's district."""
    return project.zone_district != "" and project.zone_district in actor.districts


def offered_to_bases(_actor: Actor, project: ProjectAccess) -> bool:
    """Hold for bases while the season is open, for projects handed in by teams that consented."""
    return (
        project.consent_bases
        and project.state is ProjectState.SUBMITTED
        and project.season_state is SeasonState.OPEN
    )
