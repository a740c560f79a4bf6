"""`/seasons` of the API."""

from __future__ import annotations

from flask import Response

from contest.kernel import clock
from contest.kernel.clock import SHANGHAI
from contest.permissions import Permission
from contest.seasons import queries
from contest.seasons.schemas import RulebookOut, SeasonList, rulebook_out, season_out
from contest.web.api import answers, api_blueprint, body, spec
from contest.web.guards import current_actor, requires

blueprint = api_blueprint("seasons")


@blueprint.get("/seasons")
@requires(Permission.VIEW_SEASON)
@spec.validate(resp=answers(SeasonList), tags=["seasons"])
def list_seasons() -> Response:
    """List the seasons you may see, the latest first."""
    seasons = queries.visible_seasons(current_actor())
    return body(SeasonList(items=[season_out(season) for season in seasons]))


@blueprint.get("/seasons/<key>")
@requires(Permission.VIEW_SEASON)
@spec.validate(resp=answers(RulebookOut), tags=["seasons"])
def show_season(key: str) -> Response:
    """Give a season's rulebook: stages, tracks, windows, rubrics, rules. `key` is its id or its slug."""
    book = queries.visible_rulebook(current_actor(), key)
    return body(rulebook_out(book, clock.now().astimezone(SHANGHAI)))
