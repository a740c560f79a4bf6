"""How the judges of a round scored: all of them for the office, each judge's own after publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.kernel.errors import NotFound
from contest.kernel.paging import sliced
from contest.web.errors import describe
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.calibration import queries, services
from judging.calibration.queries import JudgeFigures
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import heading

blueprint = Blueprint("calibration", __name__)
SHOWN = 20  # judges in the picture
PAGE = 50


@dataclass(frozen=True, slots=True)
class _Report:
    """A judge's own report as the permission sees it."""

    judge_user_id: UUID | None
    is_public: bool


@blueprint.get("/rounds/<uuid:round_id>/calibration")
@requires(Permission.VIEW_CALIBRATION)
def of_round(round_id: UUID) -> str:
    """Show the judges of a round: severity with its interval, consistency, agreement, sheets."""
    actor = current_actor()
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.VIEW_CALIBRATION, round_)
    if not round_.is_public:
        ensure_impartial(actor, round_)
    run = queries.find_run(round_id)
    judges = queries.judges_of(run.id) if run else []
    return render_template(
        "judging/calibration/of_round.html",
        **heading(round_, "ranking.show"),
        run=run,
        because=describe(run.because.code, run.because.params) if run else "",
        page=sliced(judges, number=request.args.get("page", 1, int), size=PAGE),
        picture=picture_of(judges),
        may_ask=policy.allows(actor, Permission.DECIDE, round_),
    )


def picture_of(judges: list[JudgeFigures]) -> dict[str, Any] | None:
    """Return the severity of the most severe and the most lenient judges with its intervals, as the chart takes it."""
    half = SHOWN // 2
    shown = judges if len(judges) <= SHOWN else [*judges[:half], *judges[-half:]]
    if not shown:
        return None
    return {
        "labels": [l10n(judge.name) for judge in shown],
        "values": [round(-judge.severity, 2) for judge in shown],
        "low": [round(-judge.interval[1], 2) for judge in shown],
        "high": [round(-judge.interval[0], 2) for judge in shown],
        "cut": 0,
        "name": _("Points more or less than colleagues"),
        "unit": "",
    }


@blueprint.post("/rounds/<uuid:round_id>/calibration")
@requires(Permission.DECIDE)
def ask(round_id: UUID) -> Response:
    """Have the round calibrated now."""
    services.ask(actor=current_actor(), round_id=round_id)
    flash(_("The calibration is under way. Reload the page in a moment."), "info")
    return redirect(url_for("calibration.of_round", round_id=round_id), 303)


@blueprint.get("/rounds/<uuid:round_id>/my-scoring")
@requires(Permission.OWN_CALIBRATION)
def mine(round_id: UUID) -> str:
    """Show a judge the report on the own scoring."""
    actor = current_actor()
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.OWN_CALIBRATION, _Report(actor.user_id, _published(round_)))
    run = queries.find_run(round_id)
    own = queries.judges_of(run.id, user_id=actor.user_id) if run and actor.user_id else []
    if run is None or not own:
        raise NotFound(kind="calibration")
    return render_template(
        "judging/calibration/mine.html",
        **heading(round_, "calibration.mine"),
        run=run,
        own=own[0],
        colleagues=queries.judge_count(run.id) - 1,
    )


def _published(round_: RoundView) -> bool:
    return round_.is_public and round_.asker_judges
