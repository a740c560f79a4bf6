"""Parts of the first page: the season with its countdown, its calendar, tracks and benefits."""

from __future__ import annotations

from flask import render_template

from contest.permissions import Permission
from contest.seasons import queries
from contest.seasons.views.public import blueprint, facts
from contest.web.guards import requires


def _panel(name: str) -> str:
    book = queries.current_rulebook()
    if book is None:
        return render_template("contest/seasons/panels/none.html") if name == "hero" else ""
    return render_template(f"contest/seasons/panels/{name}.html", **facts(book))


@blueprint.get("/seasons/panels/hero")
@requires(Permission.VIEW_SEASON)
def hero_panel() -> str:
    """Show the current season, its next deadline and its stages."""
    return _panel("hero")


@blueprint.get("/seasons/panels/calendar")
@requires(Permission.VIEW_SEASON)
def calendar_panel() -> str:
    """Show the season's calendar as a line."""
    return _panel("calendar")


@blueprint.get("/seasons/panels/tracks")
@requires(Permission.VIEW_SEASON)
def tracks_panel() -> str:
    """Show the tracks as cards."""
    return _panel("tracks")


@blueprint.get("/seasons/panels/benefits")
@requires(Permission.VIEW_SEASON)
def benefits_panel() -> str:
    """Show what a placing brings."""
    return _panel("benefits")
