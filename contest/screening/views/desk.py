"""The queue of the formal check: figures, filters, one page of entries; what waits, on the desk."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import render_template, request
from werkzeug.wrappers import Response

from contest.permissions import Permission
from contest.screening import presentation, queries
from contest.screening.domain import DecisionKind, Stand
from contest.screening.texts import TONES
from contest.screening.views.blueprint import blueprint
from contest.web.guards import current_actor, requires


@blueprint.get("/office/screening")
@requires(Permission.VIEW_SCREENING)
def index() -> str:
    """List the entries at the formal check that the reader may see; the filter is in the address."""
    actor = current_actor()
    seasons, book = presentation.chosen_season(actor)
    if book is None or not book.stages:
        return render_template("contest/screening/index.html", book=None, seasons=seasons, page=None)
    asked = presentation.wanted(book)
    counts = queries.counts(actor, book.season_id)
    return render_template(
        "contest/screening/index.html",
        book=book,
        seasons=seasons,
        wanted=asked,
        carried=presentation.carried(book, asked),
        options=presentation.options(book),
        counts=counts,
        chart=_chart(counts),
        page=queries.list_cases(actor, asked, page=request.args.get("page", 1, type=int)),
        tones=TONES,
        kinds=list(DecisionKind),
        decides=presentation.may(actor, Permission.DECIDE_ENTRY),
        codes=presentation.may(actor, Permission.LIST_LATE_CODES),
    )


SHOWN = (
    Stand.WAITING,
    Stand.CORRECTED,
    Stand.CHECKED,
    Stand.RETURNED,
    Stand.OVERDUE,
    Stand.PASSED,
    Stand.REJECTED,
)


def _chart(counts: queries.Counts) -> dict[str, list[tuple[str, list[int], int]]]:
    """Return the figures by zone and by track: code, one number per state in SHOWN, all of them together."""
    return {
        name: [
            (code, [line[stand] for stand in SHOWN], sum(line[stand] for stand in SHOWN))
            for code, line in sorted(table.items())
        ]
        for name, table in (("zone", counts.by_zone), ("track", counts.by_track))
    }


@blueprint.get("/desk/screening")
@requires(Permission.VIEW_SCREENING)
def panel() -> Response | str:
    """Show what waits for the reader as a part of the desk."""
    actor = current_actor()
    _seasons, book = presentation.chosen_season(actor)
    counts = queries.counts(actor, book.season_id).by_stand if book and book.stages else {}
    if not any(counts.values()):
        return FlaskResponse("", headers={"HX-Reswap": "delete"})
    return render_template("contest/screening/_panel.html", counts=counts, book=book)


@blueprint.get("/desk/returned")
@requires(Permission.CREATE_PROJECT)
def returned_panel() -> Response | str:
    """Show a team's people what they have to correct, and until when, as a part of the desk."""
    actor = current_actor()
    lines = queries.returned_of(actor.user_id) if actor.user_id else []
    if not lines:
        return FlaskResponse("", headers={"HX-Reswap": "delete"})
    return render_template("contest/screening/_returned.html", lines=lines)
