"""The timeline of a project: what comes next, and everything that happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from contest.entries.views import stage_events
from contest.kernel.access import authorise
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects.queries import ProjectView
from contest.projects.views.project import next_steps
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.standings.queries import standings_of
from contest.timelines import queries
from contest.timelines.presentation import coming, told
from contest.web.guards import current_actor, requires
from contest.web.i18n import label

blueprint = Blueprint("timelines", __name__)
LATEST = 4


@blueprint.get("/projects/<uuid:project_id>/timeline")
@requires(Permission.READ_HISTORY)
def show(project_id: UUID) -> str:
    """Show what is next and by when, then everything that happened, the latest first."""
    project = _project(project_id)
    book = season_queries.rulebook(project.season_id)
    ready = project_queries.readiness(project, book)
    page = queries.timeline_of(project_id, page=request.args.get("page", 1, type=int))
    return render_template(
        "contest/timelines/show.html",
        project=project,
        page=page,
        lines=[told(line, project.form, book) for line in page],
        steps=next_steps(project, ready, book),
        coming=coming(book, project.zone_code, ready.now),
    )


@blueprint.get("/projects/<uuid:project_id>/timeline/latest")
@requires(Permission.READ_HISTORY)
def latest(project_id: UUID) -> str:
    """Show the last few lines and the stages of the season, as a part of the project's page."""
    project = _project(project_id)
    book = season_queries.rulebook(project.season_id)
    page = queries.timeline_of(project_id, size=LATEST)
    return render_template(
        "contest/timelines/_latest.html",
        project=project,
        page=page,
        lines=[told(line, project.form, book) for line in page],
        stages=_stages(project, book),
    )


@blueprint.get("/projects/<uuid:project_id>/stages")
@requires(Permission.VIEW_PROJECT)
def stages(project_id: UUID) -> str:
    """Show the stages of the season and how far the project came, as a part of its page for readers."""
    project = project_queries.get_project(current_actor(), project_id)
    book = season_queries.rulebook(project.season_id)
    return render_template("contest/entries/_stages.html", events=_stages(project, book))


def _stages(project: ProjectView, book: Rulebook) -> list[dict[str, Any]]:
    public = standings_of([project.id]).get(project.id, ())
    ended = {one.stage_code: label(one.outcome) for one in public if one.season_id == project.season_id}
    return stage_events(project.id, book, ended)


def _project(project_id: UUID) -> ProjectView:
    project = project_queries.get_project(current_actor(), project_id)
    authorise(current_actor(), Permission.READ_HISTORY, project.access)
    return project
