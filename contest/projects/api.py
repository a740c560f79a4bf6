"""`/projects` of the API."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from contest.kernel.access import policy
from contest.kernel.columns import LocalizedText
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.schemas import (
    ProjectIn,
    ProjectList,
    ProjectOut,
    ProjectPatch,
    ProjectQuery,
    ReceiptOut,
    project_out,
    receipt_out,
    summary,
)
from contest.seasons import queries as season_queries
from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires

blueprint = api_blueprint("projects")


def _answer(project_id: UUID, status: int = 200) -> Response:
    project = queries.get_project(current_actor(), project_id)
    on_team = policy.allows(current_actor(), Permission.EDIT_PROJECT, project.access)
    ready = queries.readiness(project, season_queries.rulebook(project.season_id)) if on_team else None
    return body(project_out(project, ready), status)


@blueprint.get("/projects")
@requires(Permission.VIEW_PROJECT)
@spec.validate(resp=answers(ProjectList), tags=["projects"])
def projects(query: ProjectQuery) -> Response:
    """List the projects you may know of, the oldest first."""
    lines = queries.projects_after(current_actor(), query.season_id, query.cursor, query.limit + 1)
    shown = lines[: query.limit]
    following = shown[-1].id if len(lines) > query.limit else None
    return body(ProjectList(items=[summary(line) for line in shown], next=following))


@blueprint.post("/projects")
@requires(Permission.CREATE_PROJECT)
@spec.validate(resp=answers(ProjectOut, 201), tags=["projects"])
def create(json: ProjectIn) -> Response:
    """Begin a project of one of your teams."""
    project = services.create_project(
        actor=current_actor(),
        season_id=json.season_id,
        team_id=json.team_id,
        name=LocalizedText(json.name.zh, json.name.en),
    )
    return _answer(project.id, 201)


@blueprint.get("/projects/<uuid:project_id>")
@requires(Permission.VIEW_PROJECT)
@spec.validate(resp=answers(ProjectOut), tags=["projects"])
def project(project_id: UUID) -> Response:
    """Show a project: the draft to its team, what was handed in to others."""
    return _answer(project_id)


@blueprint.patch("/projects/<uuid:project_id>")
@requires(Permission.EDIT_PROJECT)
@spec.validate(resp=answers(ProjectOut), tags=["projects"])
def change(project_id: UUID, json: ProjectPatch) -> Response:
    """Change fields, all or none. `stale_version` when the project changed since you read it."""
    form = queries.get_project(current_actor(), project_id).form
    values = json.values(form)
    services.save_fields(
        actor=current_actor(), project_id=project_id, values=values, version=json.version, whole=True
    )
    return _answer(project_id)


@blueprint.post("/projects/<uuid:project_id>/submit")
@requires(Permission.SUBMIT_PROJECT)
@spec.validate(resp=answers(ReceiptOut, 201), tags=["projects"])
def submit(project_id: UUID) -> Response:
    """Hand the project in as it stands; the answer is the receipt. `window_closed` past the deadline."""
    queries.ensure_visible(current_actor(), project_id)
    submission = services.submit(actor=current_actor(), project_id=project_id)
    number = queries.get_project(current_actor(), project_id).number
    return body(receipt_out(submission, number or ""), 201)
