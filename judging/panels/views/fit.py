"""How well an entry fits its judge: the question beside the sheet (a part joined by its address)."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError
from contest.web.errors import describe
from contest.web.guards import current_actor, requires
from judging.panels import queries, services
from judging.panels.services.fit import FITS
from judging.panels.views.blueprint import Page, blueprint
from judging.permissions import Permission
from judging.rounds.domain import RoundState


@blueprint.route("/judging/assignments/<uuid:assignment_id>/fit", methods=["GET", "POST"])
@requires(Permission.JUDGE)
def fit(assignment_id: UUID) -> Page:
    """Ask, and keep the answer (fragment)."""
    asked, error = queries.fit_question(current_actor(), assignment_id), ""
    authorise(current_actor(), Permission.JUDGE, asked)
    if request.method == "POST":
        try:
            services.answer_fit(
                actor=current_actor(), assignment_id=assignment_id, fit=request.form.get("fit", 0, int)
            )
        except DomainError as refusal:
            if refusal.status in (401, 403, 404):
                raise
            error = (
                describe("not_a_choice")
                if refusal.code == "invalid"
                else describe(refusal.code, refusal.params)
            )
        else:
            asked = queries.fit_question(current_actor(), assignment_id)
    page = render_template(
        "judging/panels/_fit.html",
        asked=asked,
        fits=FITS,
        open=asked.round_state is RoundState.OPEN,
        error=error,
        thanks=request.method == "POST" and not error,
    )
    return (page, 422) if error else page
