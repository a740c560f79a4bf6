"""The whole pool as the office sees it; ending a place, which bases do too."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError
from contest.permissions import Permission
from contest.pool import queries, services
from contest.pool.domain import PlaceKind, PlaceState
from contest.pool.export import WIDTHS, cells, titles
from contest.pool.forms import EndForm
from contest.pool.queries import PlaceFilter
from contest.pool.texts import TONES
from contest.pool.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.queries import SeasonView
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label
from contest.web.sheets import spreadsheet


@blueprint.get("/office/pool")
@requires(Permission.OVERSEE_POOL)
def index() -> str:
    """List the places of a season's pool; the filter is in the address."""
    seasons, season = season_queries.choose_season(current_actor(), request.args.get("season", ""))
    wanted = _wanted(request.args, season)
    return render_template(
        "contest/pool/office.html",
        seasons=seasons,
        season=season,
        wanted=wanted,
        page=queries.list_places(current_actor(), wanted, page=request.args.get("page", 1, int)),
        kinds=[(str(kind), label(kind)) for kind in PlaceKind],
        states=[(str(state), label(state)) for state in PlaceState],
        tones=TONES,
        may_end=policy.holds(current_actor(), Permission.END_PLACE),
    )


@blueprint.get("/office/pool.xlsx")
@requires(Permission.OVERSEE_POOL)
def export() -> Response:
    """Send what the list shows as a spreadsheet."""
    _seasons, season = season_queries.choose_season(current_actor(), request.args.get("season", ""))
    places = queries.all_places(current_actor(), _wanted(request.args, season))
    name = "-".join([season.slug if season else "haiju", _("project-pool"), clock.today().isoformat()])
    return spreadsheet(name, titles(), (cells(place) for place in places), WIDTHS)


def _wanted(asked: Mapping[str, str], season: SeasonView | None) -> PlaceFilter:
    return PlaceFilter(
        season_id=season.id if season else None,
        kind=asked.get("kind", ""),
        state=asked.get("state", ""),
        consent={"yes": True, "no": False}.get(asked.get("consent", "")),
        text=asked.get("q", "")[:80],
    )


@blueprint.route("/pool/places/<uuid:place_id>/end", methods=["GET", "POST"])
@requires(Permission.END_PLACE)
def end(place_id: UUID) -> Response | str | tuple[str, int]:
    """End a place with a reason, or take an invitation back."""
    actor = current_actor()
    access = queries.get_access(actor, place_id)
    authorise(actor, Permission.END_PLACE, access)
    place = queries.get_place(actor, place_id)
    own = access.organisation_id is not None and access.organisation_id in actor.organisation_ids
    back = url_for("pool.residents", base_id=access.base_id) if own else url_for("pool.index")
    form = EndForm()
    if access.state is PlaceState.INVITED:
        form.reason.label.text = _("Reason, read by the base and the contest office only")
    if form.validate_on_submit():
        try:
            services.end(actor=actor, place_id=place_id, reason=form.reason.data or "")
        except DomainError as error:
            show_errors(form, error)
        else:
            ended = _("The place has ended. Nothing is computed or shown about the project any more.")
            taken_back = _("The invitation is taken back; its link no longer works.")
            flash(taken_back if access.state is PlaceState.INVITED else ended, "success")
            return redirect(back, 303)
    named = l10n(place.wrote if own else place.name)
    page = render_template("contest/pool/end.html", place=place, form=form, back=back, own=own, named=named)
    return (page, 422) if request.method == "POST" else page
