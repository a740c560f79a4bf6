"""Two people sign that a tie does not bar."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError, NotFound
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.conflicts import queries, services
from judging.conflicts.domain import NEVER_WAIVED
from judging.conflicts.forms import WaiveForm
from judging.conflicts.views.blueprint import Page, blueprint, readable_round
from judging.judges.queries import judges_by_id
from judging.permissions import Permission
from judging.rounds.queries import entries_of_round, get_round
from judging.rounds.views.blueprint import heading, told

PAIR = "/rounds/<uuid:round_id>/conflicts/judges/<uuid:judge_id>/entries/<uuid:entry_id>/waive"


@blueprint.route(PAIR, methods=["GET", "POST"])
@requires(Permission.WAIVE_CONFLICT)
def waive(round_id: UUID, judge_id: UUID, entry_id: UUID) -> Page:
    """Show the ties of a pair, and sign as the first that they do not bar in this round."""
    round_ = readable_round(round_id)
    authorise(current_actor(), Permission.WAIVE_CONFLICT, round_)
    entry = next((one for one in entries_of_round(round_) if one.id == entry_id), None)
    judge = judges_by_id([judge_id]).get(judge_id)
    if judge is None or entry is None:
        raise NotFound(kind="entry")
    queries.ensure_untied(current_actor(), entry.subject_id)
    kinds = sorted(
        {one.kind for one in queries.ties_between([judge_id], [entry_id]).get((judge_id, entry_id), ())}
    )
    form = WaiveForm()
    if request.method == "POST" and form.validate():
        try:
            services.propose_waiver(
                actor=current_actor(),
                round_id=round_id,
                judge_id=judge_id,
                entry_id=entry_id,
                reason=form.reason.data,
                statement=form.statement.data,
            )
        except DomainError as error:
            show_errors(form, error, "reason")
        else:
            flash(_("Signed. It holds once a second person has signed as well."), "success")
            return redirect(url_for("conflicts.of_round", round_id=round_id), 303)
    page = render_template(
        "judging/conflicts/waive.html",
        form=form,
        judge=judge,
        entry=entry,
        kinds=kinds,
        waivable=bool(kinds) and NEVER_WAIVED.isdisjoint(kinds),
        **heading(round_, "conflicts.of_round"),
    )
    return page if request.method == "GET" else (page, 422)


def _of_round(round_id: UUID, waiver_id: UUID) -> None:
    """Raise NotFound unless the waiver is one of a round the reader may see."""
    if queries.get_waiver(waiver_id).round_id != get_round(current_actor(), round_id).id:
        raise NotFound(kind="waiver")


@blueprint.post("/rounds/<uuid:round_id>/waivers/<uuid:waiver_id>/confirm")
@requires(Permission.WAIVE_CONFLICT)
def confirm(round_id: UUID, waiver_id: UUID) -> Response:
    """Sign as the second."""
    _of_round(round_id, waiver_id)
    with told(_("Both have signed. The judge may be given the entry in this round.")):
        services.confirm_waiver(actor=current_actor(), waiver_id=waiver_id)
    return redirect(url_for("conflicts.of_round", round_id=round_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/waivers/<uuid:waiver_id>/end")
@requires(Permission.WAIVE_CONFLICT)
def end(round_id: UUID, waiver_id: UUID) -> Response:
    """Take a waiver back."""
    _of_round(round_id, waiver_id)
    with told(_("The waiver is taken back; the conflict bars again.")):
        services.end_waiver(actor=current_actor(), waiver_id=waiver_id)
    return redirect(url_for("conflicts.of_round", round_id=round_id), 303)
