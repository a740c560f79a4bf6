"""The office's overview of matching."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import NotFound
from contest.permissions import Permission as ContestPermission
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from matching.permissions import Permission
from matching.recommendations import queries, services
from matching.recommendations.queries import SeasonChoice
from matching.retrieval.queries import changeover

blueprint = Blueprint("matching_office", __name__, url_prefix="/office/matching")


@blueprint.get("")
@requires(Permission.OVERSEE_MATCHING)
def index() -> str:
    """Show how well a season's winners are served, kind by kind, and the latest runs."""
    seasons = queries.seasons()
    season = _chosen(seasons)
    return render_template(
        "matching/recommendations/office.html",
        seasons=[(item.slug, l10n(item.name)) for item in seasons],
        season=season,
        overview=queries.overview(season.id) if season else None,
        changeover=changeover(),
        may_run=policy.holds(current_actor(), Permission.RUN_MATCHING),
        may_see_pool=policy.holds(current_actor(), ContestPermission.OVERSEE_POOL),
    )


def _chosen(seasons: list[SeasonChoice]) -> SeasonChoice | None:
    asked = request.args.get("season", "")
    found = next((item for item in seasons if item.slug == asked), None)
    return found or (seasons[0] if seasons else None)


@blueprint.get("/<uuid:season_id>/runs")
@requires(Permission.OVERSEE_MATCHING)
def runs(season_id: UUID) -> str:
    """The latest runs (fragment); it asks again while one waits."""
    return render_template(
        "matching/recommendations/_runs.html",
        season_id=season_id,
        runs=queries.runs(season_id),
        may_run=policy.holds(current_actor(), Permission.RUN_MATCHING),
    )


@blueprint.post("/<uuid:season_id>/run")
@requires(Permission.RUN_MATCHING)
def run(season_id: UUID) -> Response:
    """Ask a worker to make all lists of a season anew."""
    season = next((item for item in queries.seasons() if item.id == season_id), None)
    if season is None:
        raise NotFound(kind="season")
    services.request_run(actor=current_actor(), season_id=season_id)
    flash(_("A worker makes the lists now. You may leave this page."), "success")
    return redirect(url_for("matching_office.index", season=season.slug), 303)


@blueprint.get("/panel")
@requires(Permission.OVERSEE_MATCHING)
def panel() -> str:
    """How the latest season's winners are served, for the desk (fragment)."""
    seasons = queries.seasons()
    season = seasons[0] if seasons else None
    return render_template(
        "matching/recommendations/_office_panel.html",
        season=season,
        overview=queries.overview(season.id) if season else None,
    )
