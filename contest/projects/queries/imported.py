"""Projects that came, or are to come, from a spreadsheet: many at once, by their external ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import column, func, or_, select, table

from contest.entry_forms.domain import Form
from contest.kernel.db import db
from contest.projects.domain import ProjectState
from contest.projects.domain.wins import Win
from contest.projects.models import Project, ProjectFile, Submission
from contest.projects.queries.content import answers_of, values_of
from contest.projects.queries.pooled import residents_among, wins_elsewhere
from contest.teams.domain import TeamRole
from contest.teams.models import Team, TeamMember

AT_ONCE = 2_000
# Entries build on projects and may not be imported here; which stages a project is in takes no more than columns.
ENTRIES = table("entries", column("subject_id"), column("stage_code"))


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project that an earlier import made, with what decides whether a row changes it."""

    id: UUID
    team_id: UUID
    state: ProjectState
    number: str | None
    version: int
    field_versions: dict[str, Any]
    values: dict[str, Any]
    leader_id: UUID | None  # of its team
    submitted_at: datetime | None
    created_by: UUID | None
    revision: int  # of what was handed in last, 0 for nothing
    stages: frozenset[str]
    win: Win | None = None  # in another contest
    resident: bool = False  # of a base, and by that in the pool


@dataclass(frozen=True, slots=True)
class Taken:
    """A company or a leader that has handed in a project in the season."""

    project_id: UUID
    credit_code: str | None
    leader_id: UUID | None


def known_projects(season_id: UUID, form: Form, external_ids: Iterable[str]) -> dict[str, KnownProject]:
    """Return the season's projects with these external ids, their rows locked; seven statements per 2,000."""
    wanted = sorted(set(external_ids))
    found: dict[str, KnownProject] = {}
    for start in range(0, len(wanted), AT_ONCE):
        found |= _known(season_id, form, wanted[start : start + AT_ONCE])
    return found


def _known(season_id: UUID, form: Form, external_ids: Sequence[str]) -> dict[str, KnownProject]:
    query = select(Project).where(Project.season_id == season_id, Project.external_id.in_(external_ids))
    projects = db.session.execute(query.with_for_update()).scalars().all()
    ids = [project.id for project in projects]
    if not ids:
        return {}
    answers, leaders = answers_of(ids), _leaders({project.team_id for project in projects})
    revisions, stages = _revisions(ids), _stages(ids)
    wins, residents = wins_elsewhere(ids), residents_among(ids)
    return {
        project.external_id or "": KnownProject(
            id=project.id,
            team_id=project.team_id,
            state=project.state,
            number=project.number,
            version=project.version,
            field_versions=project.field_versions,
            values=values_of(form, project, answers[project.id]),
            leader_id=leaders.get(project.team_id),
            submitted_at=project.submitted_at,
            created_by=project.created_by,
            revision=revisions.get(project.id, 0),
            stages=stages.get(project.id, frozenset()),
            win=wins.get(project.id),
            resident=project.id in residents,
        )
        for project in projects
    }


def _leaders(team_ids: Collection[UUID]) -> dict[UUID, UUID]:
    query = select(TeamMember.team_id, TeamMember.user_id).where(
        TeamMember.team_id.in_(team_ids), TeamMember.role == TeamRole.LEADER
    )
    return {row.team_id: row.user_id for row in db.session.execute(query)}


def _revisions(ids: Sequence[UUID]) -> dict[UUID, int]:
    query = select(Submission.project_id, func.max(Submission.revision)).where(Submission.project_id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Submission.project_id))}


def _stages(ids: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {}
    query = select(ENTRIES.c.subject_id, ENTRIES.c.stage_code).where(ENTRIES.c.subject_id.in_(ids))
    for row in db.session.execute(query):
        found.setdefault(row.subject_id, set()).add(row.stage_code)
    return {subject: frozenset(stages) for subject, stages in found.items()}


def handed_in_by(season_id: UUID, credit_codes: Collection[str], leader_ids: Collection[UUID]) -> list[Taken]:
    """Return the handed-in projects of these companies and leaders: each enters once a season (domain.md §8.2)."""
    rows = db.session.execute(
        select(Project.id, Project.credit_code, Project.leader_id).where(
            Project.season_id == season_id,
            Project.state == ProjectState.SUBMITTED,
            or_(Project.credit_code.in_(credit_codes), Project.leader_id.in_(leader_ids)),
        )
    )
    return [Taken(*row) for row in rows]


def files_in_use(project_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Return the files of projects as a submission lists them."""
    rows = db.session.execute(
        select(ProjectFile)
        .where(ProjectFile.project_id.in_(project_ids), ProjectFile.replaced_at.is_(None))
        .order_by(ProjectFile.kind, ProjectFile.sha256)
    ).scalars()
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        file = {"kind": str(row.kind), "filename": row.filename, "size": row.size, "sha256": row.sha256}
        found.setdefault(row.project_id, []).append(file)
    return found


def team_names(team_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the names of teams, as a submission holds them."""
    rows = db.session.execute(select(Team.id, Team.name).where(Team.id.in_(team_ids)))
    return {row.id: row.name.as_dict() for row in rows}
