"""The funnel of a season for the office, the districts and the auditor."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from contest.funnel import queries
from contest.funnel.queries import Cut, Line, Step
from contest.kernel import clock
from contest.landings.domain import Milestone
from contest.permissions import Permission
from contest.projects.presentation import part_name
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.seasons.queries import SeasonView
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from contest.web.sheets import Cell, spreadsheet

blueprint = Blueprint("funnel", __name__)
MILESTONES = {
    Milestone.MET: _l("Met a partner"),
    Milestone.INVESTED: _l("Invested in"),
    Milestone.LANDED: _l("Landed"),
}
SOURCES = {Cut.CHANNEL: "channels", Cut.ZONE: "zones", Cut.TRACK: "tracks"}


@blueprint.get("/office/funnel")
@requires(Permission.LIST_PROJECTS)
def index() -> str:
    """Show how many came how far, by channel, zone or track."""
    seasons, book, cut = _asked()
    if book is None:
        return render_template("contest/funnel/index.html", book=None, seasons=seasons)
    steps, lines = _lines(book, cut)
    totals = queries.total(lines) if lines else ()
    return render_template(
        "contest/funnel/index.html",
        book=book,
        seasons=seasons,
        cut=cut,
        cuts=[(one, _cut_name(one)) for one in Cut],
        steps=[_step_name(step, book) for step in steps],
        columns=[(_cut_name(cut), "wide"), *((_step_name(step, book), "num") for step in steps)],
        lines=[(_line_name(line, cut, book), line.counts) for line in lines],
        totals=totals,
        chart=_chart(steps, totals, book),
    )


@blueprint.get("/office/funnel.xlsx")
@requires(Permission.LIST_PROJECTS)
def export() -> Response:
    """Send the table as a spreadsheet."""
    _seasons, book, cut = _asked()
    if book is None:
        return Response(status=404)
    steps, lines = _lines(book, cut)
    columns = [_cut_name(cut), *(_step_name(step, book) for step in steps)]
    rows: list[list[Cell]] = [[_line_name(line, cut, book), *line.counts] for line in lines]
    return spreadsheet(f"{book.slug}-funnel-{cut}-{clock.today().isoformat()}", columns, rows)


def _asked() -> tuple[list[SeasonView], Rulebook | None, Cut]:
    seasons, chosen = season_queries.choose_season(current_actor(), request.args.get("season", ""))
    by = request.args.get("by", "")
    return (
        seasons,
        season_queries.rulebook(chosen.id) if chosen else None,
        Cut(by) if by in set(Cut) else Cut.CHANNEL,
    )


def _lines(book: Rulebook, cut: Cut) -> tuple[tuple[Step, ...], list[Line]]:
    stages = [stage.code for stage in book.stages]
    return queries.steps_of(stages), queries.funnel(current_actor(), book.season_id, cut, stages)


def _cut_name(cut: Cut) -> str:
    return {Cut.CHANNEL: _("Channel"), Cut.ZONE: _("Zone"), Cut.TRACK: _("Track")}[cut]


def _step_name(step: Step, book: Rulebook) -> str:
    if step.stage is not None:
        return l10n(book.stage(step.stage).name)
    if step.milestone is not None:
        return str(MILESTONES[step.milestone])
    return {"begun": _("Begun"), "handed_in": _("Handed in"), "winning": _("Open for matching")}[step.code]


def _line_name(line: Line, cut: Cut, book: Rulebook) -> str:
    return part_name(book, SOURCES[cut], line.code) if line.code else _("Not chosen yet")


def _chart(steps: tuple[Step, ...], totals: tuple[int, ...], book: Rulebook) -> dict[str, Any]:
    return {
        "labels": [_step_name(step, book) for step in steps],
        "series": [{"name": _("Projects"), "values": list(totals)}],
        "unit": "",
    }
