"""Lists of projects: one's own, the office's, those a base may browse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, not_, or_, select

from contest.entry_forms.domain import Form
from contest.entry_forms.queries import current_forms
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import Page, paginate
from contest.projects.domain import ProjectState
from contest.projects.domain.completeness import requirements
from contest.projects.models import Project, ProjectFile
from contest.projects.queries.access import is_offered_to_bases, is_visible, visible_to
from contest.projects.queries.content import answers_of, values_of
from contest.projects.queries.pooled import is_kept_for_pool
from contest.seasons.domain import GrowthStage
from contest.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One of the actor's own projects; `missing` counts what the form still needs.

    `pooled`: it was never handed in and is kept for the project pool.
    """

    id: UUID
    season_id: UUID
    name: LocalizedText
    team_name: LocalizedText
    state: ProjectState
    number: str | None
    zone_code: str
    missing: int
    submitted_at: datetime | None
    pooled: bool


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What the office's list is narrowed and sorted by; empty means any."""

    season_id: UUID | None = None
    text: str = ""
    track: str = ""
    group: str = ""
    zone: str = ""
    state: str = ""
    sort: str = "-submitted"


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in the office's list."""

    id: UUID
    season_id: UUID
    number: str | None
    name: LocalizedText
    team_id: UUID
    team_name: LocalizedText
    company_name: LocalizedText
    track_code: str | None
    group_code: str | None
    zone_code: str | None
    channel_code: str | None
    district: str
    state: ProjectState
    version: int
    submitted_at: datetime | None
    pooled: bool = False  # never handed in, kept for the project pool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project a base may browse: nothing about people, no files."""

    id: UUID
    season_id: UUID
    number: str
    name: LocalizedText
    intro: LocalizedText
    track_code: str
    group_code: str
    growth_stage: GrowthStage | None
    district: str
    needs: tuple[str, ...]
    keywords: tuple[str, ...]


SORTS: dict[str, Any] = {
    "number": Project.number,
    "name": Project.name["zh"].astext,
    "team": Team.name["zh"].astext,
    "track": Project.track_code,
    "submitted": Project.submitted_at,
}


def own_projects(actor: Actor) -> list[DeskLine]:
    """Return the projects of the actor's teams, the newest first, in four statements."""
    mine = select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)
    rows = db.session.execute(
        select(Project, Team.name, is_kept_for_pool())
        .join(Team, Team.id == Project.team_id)
        .where(Project.team_id.in_(mine))
        .order_by(Project.created_at.desc())
    ).all()
    ids = [project.id for project, *_ in rows]
    answers, files = answers_of(ids), file_kinds(ids)
    forms = current_forms({project.season_id for project, *_ in rows})
    return [
        DeskLine(
            id=project.id,
            season_id=project.season_id,
            name=project.name,
            team_name=team_name,
            state=project.state,
            number=project.number,
            zone_code=project.zone_code or "",
            missing=_missing(forms[project.season_id], project, answers[project.id], files[project.id]),
            submitted_at=project.submitted_at,
            pooled=pooled,
        )
        for project, team_name, pooled in rows
    ]


def _missing(form: Form, project: Project, answers: Mapping[str, Any], files: set[str]) -> int:
    return sum(not item.met for item in requirements(form, values_of(form, project, answers), files))


def file_kinds(project_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """Return the kinds of files in use of each project."""
    found: dict[UUID, set[str]] = {project_id: set() for project_id in project_ids}
    rows = db.session.execute(
        select(ProjectFile.project_id, ProjectFile.kind).where(
            ProjectFile.project_id.in_(project_ids), ProjectFile.replaced_at.is_(None)
        )
    )
    for row in rows:
        found[row.project_id].add(row.kind)
    return found


def list_projects(actor: Actor, wanted: ProjectFilter, *, page: int = 1, size: int = 25) -> Page[ProjectLine]:
    """Return one page of the projects the actor may know of."""
    return paginate(_filtered(actor, wanted), _line, number=page, size=size)


def all_projects(actor: Actor, wanted: ProjectFilter) -> list[ProjectLine]:
    """Return every project of a filter, for an export."""
    return [_line(row) for row in db.session.execute(_filtered(actor, wanted))]


def projects_after(actor: Actor, season_id: UUID | None, after: UUID | None, limit: int) -> list[ProjectLine]:
    """Return up to `limit` projects younger than `after`, oldest first: keys are ordered by time."""
    query = _lines(actor).order_by(Project.id).limit(limit)
    if season_id is not None:
        query = query.where(Project.season_id == season_id)
    if after is not None:
        query = query.where(Project.id > after)
    return [_line(row) for row in db.session.execute(query)]


def _lines(actor: Actor) -> Select[Any]:
    joined = visible_to(actor).join(Team, Team.id == Project.team_id)
    return joined.add_columns(Team.name, is_kept_for_pool())


def _filtered(actor: Actor, wanted: ProjectFilter) -> Select[Any]:
    query = _lines(actor)
    exact: list[tuple[Any, Any]] = [
        (Project.season_id, wanted.season_id),
        (Project.track_code, wanted.track),
        (Project.group_code, wanted.group),
        (Project.zone_code, wanted.zone),
        (Project.state, wanted.state if wanted.state in set(ProjectState) else ""),
    ]
    query = query.where(*(column == value for column, value in exact if value))
    if wanted.text.strip():
        query = query.where(_mentions(wanted.text.strip()))
    key = wanted.sort.removeprefix("-")
    column = SORTS.get(key, Project.submitted_at)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    return query.order_by(order.nulls_last(), Project.id)


def _mentions(text: str) -> ColumnElement[bool]:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    columns = (
        Project.number,
        *(field[lang].astext for field in (Project.name, Project.company_name) for lang in ("zh", "en")),
    )
    return or_(*(column.ilike(f"%{escaped}%") for column in columns))


def _line(row: Any) -> ProjectLine:
    project: Project = row[0]
    return ProjectLine(
        id=project.id,
        season_id=project.season_id,
        number=project.number,
        name=project.name,
        team_id=project.team_id,
        team_name=row[1],
        company_name=project.company_name,
        track_code=project.track_code,
        group_code=project.group_code,
        zone_code=project.zone_code,
        channel_code=project.channel_code,
        district=project.district,
        state=project.state,
        version=project.version,
        submitted_at=project.submitted_at,
        pooled=row[2],
    )


def counts_by_track(actor: Actor, season_id: UUID) -> dict[tuple[str, ProjectState], int]:
    """Return (track, state) -> number of projects the actor may know of; drafts without a track under "".

    What is kept for the pool alone is no draft of an entry.
    """
    track = func.coalesce(Project.track_code, "")
    rows = db.session.execute(
        select(track, Project.state, func.count())
        .where(is_visible(actor), Project.season_id == season_id, not_(is_kept_for_pool()))
        .group_by(track, Project.state)
    )
    return {(code, state): count for code, state, count in rows}


def candidates_for_base(
    *, season_id: UUID, track_codes: Sequence[str] = (), text: str = ""
) -> Select[Project]:
    """Select the projects of a season that bases may browse: handed in, with consent, while the season is open."""
    query = select(Project).where(Project.season_id == season_id, is_offered_to_bases())
    if track_codes:
        query = query.where(Project.track_code.in_(track_codes))
    if text.strip():
        query = query.where(_mentions(text.strip()))
    return query


def consenting_to_publication(project_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the projects whose teams agreed that the public reads their names."""
    query = select(Project.id).where(Project.id.in_(list(project_ids)), Project.consent_publication)
    return frozenset(db.session.execute(query).scalars())


def candidate_of(project: Project) -> Candidate:
    """Return what a base sees of a project."""
    return Candidate(
        id=project.id,
        season_id=project.season_id,
        number=project.number or "",
        name=project.name,
        intro=project.intro,
        track_code=project.track_code or "",
        group_code=project.group_code or "",
        growth_stage=project.growth_stage,
        district=project.district,
        needs=tuple(project.needs),
        keywords=tuple(project.keywords),
    )
