"""Public pages of results."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from contest.kernel import clock
from contest.permissions import Permission
from contest.seasons.domain import StageCode
from contest.seasons.queries import SeasonView, get_visible_season, rulebook, visible_seasons
from contest.standings import queries
from contest.standings.queries import PublishedSeason
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n

blueprint = Blueprint("standings", __name__)


@blueprint.get("/results")
@requires(Permission.BROWSE)
def latest() -> str:
    """Show the lists that were published last, whichever season they are of."""
    published = queries.published_seasons(visible_seasons(current_actor()))
    if not published:
        return render_template("contest/standings/none.html")
    return _page(published[0].season, published)


@blueprint.get("/seasons/<slug>/results")
@requires(Permission.BROWSE)
def results(slug: str) -> str:
    """Show the published lists of a season, stage by stage."""
    season = get_visible_season(current_actor(), slug)
    return _page(season, queries.published_seasons(visible_seasons(current_actor())))


def _page(season: SeasonView, published: list[PublishedSeason]) -> str:
    stages = next((one.stages for one in published if one.season.id == season.id), ())
    asked = request.args.get("stage", "")
    if asked and asked not in set(StageCode):
        abort(404)
    stage = StageCode(asked) if asked in stages else (stages[-1] if stages else None)
    track = request.args.get("track", "")
    page = (
        queries.public_results(season.id, stage, track=track, page=request.args.get("page", 1, int))
        if stage
        else None
    )
    book = rulebook(season.id)
    return render_template(
        "contest/standings/results.html",
        book=book,
        track_choices=[(one.code, l10n(one.name)) for one in book.tracks],
        stages=stages,
        stage=stage,
        track=track,
        page=page,
        now=clock.now(),
        others=[one.season for one in published if one.season.id != season.id],
    )
