"""After the final: did the order of pitching go with the scores?"""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from contest.kernel.access import authorise
from contest.kernel.errors import NotFound
from contest.web.guards import current_actor, requires
from judging.conflicts.queries import ensure_impartial
from judging.live import queries
from judging.live.views.blueprint import blueprint, scene
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from judging.rounds.views.blueprint import heading


@blueprint.get("/rounds/<uuid:round_id>/live/report")
@requires(Permission.REPORT_LIVE)
def report(round_id: UUID) -> str:
    """Show whether the order mattered, for all and for each judge; once the round is closed."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.REPORT_LIVE, round_)
    ensure_impartial(current_actor(), round_)
    stage = queries.get_stage(round_)
    if round_.state in {RoundState.DRAFT, RoundState.OPEN}:
        raise NotFound(kind="live_report")
    shown = heading(round_, "live.control") | scene(round_, stage)
    return render_template("judging/live/report.html", report=queries.order_report(round_, stage), **shown)
