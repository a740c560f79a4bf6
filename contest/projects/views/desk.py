"""A person's own projects: the list, the panel of the desk, a new one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.entry_forms.queries import current_form
from contest.kernel import clock
from contest.kernel.errors import DomainError, Invalid
from contest.permissions import Permission, Role
from contest.projects import queries, services
from contest.projects.forms import NewProjectForm
from contest.projects.models import Project
from contest.projects.queries import DeskLine
from contest.projects.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook, SeasonState, WindowKind, deadline_state
from contest.teams import queries as team_queries
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n


@blueprint.get("/projects")
@requires(Permission.CREATE_PROJECT)
def index() -> str:
    """List the projects of one's teams, with what is missing and how long there is."""
    return render_template("contest/projects/index.html", **_desk())


@blueprint.get("/desk/projects")
@requires(Permission.CREATE_PROJECT)
def panel() -> Response | str:
    """Show the same as a part of the desk."""
    desk = _desk()
    # Whoever is here to judge or to run the contest is not asked to found a team.
    works_here = current_actor().roles - {Role.PUBLIC, Role.USER, Role.ENTREPRENEUR}
    if works_here and not desk["lines"] and not desk["teams"]:
        return FlaskResponse("", headers={"HX-Reswap": "delete"})
    return render_template("contest/projects/_panel.html", **desk)


def _desk() -> dict[str, object]:
    lines = queries.own_projects(current_actor())
    now = clock.now()
    books = {
        season_id: season_queries.rulebook(season_id) for season_id in {line.season_id for line in lines}
    }
    return {
        "lines": [
            (line, books[line.season_id], _deadline(line, books[line.season_id], now)) for line in lines
        ],
        "now": now,
        "teams": team_queries.teams_of(current_actor()),
    }


def _first_step(project: Project) -> str:
    form = current_form(project.season_id)
    return url_for("projects.step", project_id=project.id, step=form.sections[0].code)


def _deadline(line: DeskLine, book: Rulebook, now: datetime) -> dict[str, object]:
    window = book.window(WindowKind.SUBMISSION, line.zone_code)
    state = deadline_state(window, now)
    return {"state": state, "closes_at": window.closes_at if window else None, "open": state == "open"}


@blueprint.route("/projects/new", methods=["GET", "POST"])
@requires(Permission.CREATE_PROJECT)
def new() -> Response | str | tuple[str, int]:
    """Begin a project of one of one's teams."""
    actor = current_actor()
    teams = team_queries.teams_of(actor)
    if not teams:
        flash(_("A project belongs to a team. Found one first; you may be its only member."), "info")
        return redirect(url_for("teams.new", next=url_for("projects.new")), 303)
    seasons = [s for s in season_queries.visible_seasons(actor) if s.state is SeasonState.OPEN]
    form = NewProjectForm(data={"team_id": request.args.get("team", "")})
    form.season_id.choices = [(str(season.id), l10n(season.name)) for season in seasons]
    form.team_id.choices = [(str(team.id), l10n(team.name)) for team in teams]
    if form.validate_on_submit():
        try:
            project = services.create_project(
                actor=actor,
                season_id=UUID(form.season_id.data),
                team_id=UUID(form.team_id.data),
                name=form.name(),
            )
        except (Invalid, DomainError) as error:
            show_errors(form, error)
        else:
            return redirect(_first_step(project), 303)
    page = render_template("contest/projects/new.html", form=form, seasons=seasons)
    return (page, 422) if request.method == "POST" else page
