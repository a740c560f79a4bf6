"""A project as a document to print."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from contest.permissions import Permission
from contest.projects import queries
from contest.projects.printing import paper
from contest.projects.views.blueprint import blueprint
from contest.projects.views.project import reading
from contest.seasons import queries as season_queries
from contest.web.guards import current_actor, requires
from contest.web.typesetting import typeset


@blueprint.get("/projects/<uuid:project_id>/print.pdf")
@requires(Permission.VIEW_PROJECT)
def print_view(project_id: UUID) -> Response:
    """Show as PDF what the reader may see of a project: what was handed in, or the draft as it stands."""
    project = queries.get_project(current_actor(), project_id)
    shown = reading(project, season_queries.rulebook(project.season_id))
    parts = {name: shown[name] for name in ("facts", "sections", "submission", "files")}
    answer = Response(typeset("project", paper(project, **parts)), content_type="application/pdf")
    name = project.number or "project"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
