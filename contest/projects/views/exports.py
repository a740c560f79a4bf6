"""Lists of every answer for the office: asked for, watched while the worker makes them, fetched."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from contest.exports import services
from contest.exports.queries import ExportView, exports_of
from contest.exports.views import add_pages
from contest.kernel.access import Actor
from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.projects.asked import KIND
from contest.projects.views.blueprint import office_blueprint as blueprint
from contest.projects.views.office import chosen_season, wanted_of
from contest.seasons.queries import get_season, visible_seasons
from contest.web.guards import current_actor, requires
from contest.web.i18n import locale


@blueprint.post("/office/project-exports")
@requires(Permission.LIST_PROJECTS)
def ask_answers() -> Response:
    """Ask for what the list shows with every answer that was handed in."""
    _seasons, book = chosen_season()
    if book is None:
        raise NotFound(kind="season")
    filters = asdict(wanted_of(book))
    wanted = {name: str(value) for name, value in filters.items() if name != "season_id" and value}
    # What was searched for is a name more often than not: the log says that it was searched for.
    told = {**wanted, "text": True} if "text" in wanted else wanted
    row = services.ask(
        actor=current_actor(),
        kind=KIND,
        about=filters["season_id"],
        locale=locale(),
        wanted=wanted,
        facts={"wanted": told},
    )
    return redirect(url_for("project_office.asked", export_id=row.id), 303)


def _around(actor: Actor, found: ExportView) -> dict[str, Any]:
    seasons = {season.id: season.name for season in visible_seasons(actor)}
    others = [one for one in exports_of(actor, KIND.name) if one.id != found.id and one.about in seasons]
    return {"season": get_season(found.about), "seasons": seasons, "before": others}


add_pages(
    blueprint,
    KIND,
    permission=Permission.LIST_PROJECTS,
    templates="contest/projects/answers",
    context=_around,
)
