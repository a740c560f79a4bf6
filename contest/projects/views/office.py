"""The office's list of projects, its export, and the figures on the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from flask_babel import gettext as _

from contest.kernel import clock
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain import ProjectState
from contest.projects.export import WIDTHS, cells, titles
from contest.projects.queries import ProjectFilter
from contest.projects.views.blueprint import office_blueprint as blueprint
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.seasons.queries import SeasonView
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label
from contest.web.sheets import spreadsheet


@blueprint.get("/office/projects")
@requires(Permission.LIST_PROJECTS)
def index() -> str:
    """List the projects of a season the reader may know of; the filter is in the address."""
    seasons, book = chosen_season()
    if book is None:
        return render_template("contest/projects/office.html", page=None, book=None, seasons=seasons)
    wanted = wanted_of(book)
    page = queries.list_projects(current_actor(), wanted, page=request.values.get("page", 1, type=int))
    return render_template(
        "contest/projects/office.html",
        page=page,
        book=book,
        seasons=seasons,
        wanted=wanted,
        options=_options(book),
    )


@blueprint.get("/office/projects.xlsx")
@requires(Permission.LIST_PROJECTS)
def export() -> Response:
    """Send what the list shows as a spreadsheet."""
    _seasons, book = chosen_season()
    if book is None:
        return Response(status=404)
    lines = queries.all_projects(current_actor(), wanted_of(book))
    rows = (cells(line, book) for line in lines)
    return spreadsheet(_file_name(book, _("projects")), titles(), rows, WIDTHS)


def _file_name(book: Rulebook, what: str) -> str:
    return f"{book.slug}-{what}-{clock.today().isoformat()}"


@blueprint.get("/desk/project-figures")
@requires(Permission.LIST_PROJECTS)
def figures() -> str:
    """Show the numbers by track on the desk of the office."""
    _seasons, book = chosen_season()
    if book is None:
        return render_template("contest/projects/_figures.html", book=None)
    counts = queries.counts_by_track(current_actor(), book.season_id)
    tracks = [*((track.code, l10n(track.name)) for track in book.tracks), ("", _("No track yet"))]
    shown = [(code, name) for code, name in tracks if code or any(track == "" for track, _state in counts)]
    states = (ProjectState.SUBMITTED, ProjectState.DRAFT)
    data: dict[str, Any] = {
        "labels": [name for _code, name in shown],
        "series": [
            {"name": label(state), "values": [counts.get((code, state), 0) for code, _name in shown]}
            for state in states
        ],
        "unit": "",
    }
    totals = {state: sum(n for (_track, s), n in counts.items() if s is state) for state in ProjectState}
    return render_template("contest/projects/_figures.html", book=book, data=data, totals=totals)


def chosen_season() -> tuple[list[SeasonView], Rulebook | None]:
    """Return the seasons to choose from and the rulebook of the chosen one, by default the current."""
    seasons, known = season_queries.choose_season(current_actor(), request.values.get("season", ""))
    return seasons, season_queries.rulebook(known.id) if known else None


def wanted_of(book: Rulebook) -> ProjectFilter:
    """Return what the address, or the form, narrows the list to."""
    names = ("track", "group", "zone", "state")
    return ProjectFilter(
        season_id=UUID(str(book.season_id)),
        text=request.values.get("q", ""),
        sort=request.values.get("sort", "-submitted"),
        **{name: request.values.get(name, "") for name in names},
    )


def _options(book: Rulebook) -> dict[str, list[tuple[str, str]]]:
    return {
        "track": [(part.code, l10n(part.name)) for part in book.tracks],
        "group": [(part.code, l10n(part.name)) for part in book.groups],
        "zone": [(part.code, l10n(part.name)) for part in book.zones],
        "state": [(str(state), label(state)) for state in ProjectState],
    }
