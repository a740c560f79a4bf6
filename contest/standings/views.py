"""Public pages of results."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from contest.permissions import Permission
from contest.seasons.domain import StageCode
from contest.seasons.queries import get_visible_season, rulebook
from contest.standings import queries
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n

blueprint = Blueprint("standings", __name__)


@blueprint.get("/seasons/<slug>/results")
@requires(Permission.BROWSE)
def results(slug: str) -> str:
    """Show the published lists of a season, stage by stage."""
    season = get_visible_season(current_actor(), slug)
    stages = queries.published_stages(season.id)
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
    )
