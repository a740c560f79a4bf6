"""A proposal is asked for, watched, previewed and committed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from contest.kernel import clock
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.conflicts.queries import ensure_impartial
from judging.panels import queries, services
from judging.panels.forms import ProposeForm
from judging.panels.queries import RunView
from judging.panels.states import ProposalScope, RunState
from judging.panels.texts import RUN_TONES
from judging.panels.views.blueprint import Page, blueprint, round_for
from judging.panels.views.entries import panels_page
from judging.permissions import Permission
from judging.rounds.views.blueprint import flash_refusal, heading

RUN = "/rounds/<uuid:round_id>/panels/proposals/<uuid:run_id>"


def cause(run: RunView) -> str:
    """Say in words why a run found no panels."""
    found: dict[str, Any] = run.outcome.get("cause", {})
    if not found:
        return ""
    names = queries.cause_names(run)
    return describe(found["code"], {key: _worded(value, names) for key, value in found["params"].items()})


def _run(round_id: UUID, run_id: UUID) -> RunView:
    """Return the run the address names, if it is one of the round it names."""
    run = queries.get_run(current_actor(), run_id)
    if run.round_id != round_id:
        raise NotFound(kind="panel_run")
    return run


def _worded(value: Any, names: dict[str, LocalizedText]) -> Any:
    if isinstance(value, list):
        return str(_(", ")).join(str(_worded(one, names)) for one in value)
    return l10n(names[value]) if isinstance(value, str) and value in names else value


@blueprint.post("/rounds/<uuid:round_id>/panels/propose")
@requires(Permission.ASSIGN_PANELS)
def propose(round_id: UUID) -> Page:
    """Have a worker work out panels."""
    form = ProposeForm()
    form.offer()
    if not form.validate():
        return panels_page(round_for(round_id, Permission.ASSIGN_PANELS), form), 422
    try:
        run = services.propose(
            actor=current_actor(),
            round_id=round_id,
            scope=ProposalScope(form.scope.data),
            options=form.options(),
        )
    except Invalid as error:
        show_errors(form, error)
        return panels_page(round_for(round_id, Permission.ASSIGN_PANELS), form), 422
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("panels.of_round", round_id=round_id), 303)
    return redirect(url_for("panels.proposal", round_id=round_id, run_id=run.id), 303)


@blueprint.get(RUN)
@requires(Permission.ASSIGN_PANELS)
def proposal(round_id: UUID, run_id: UUID) -> str:
    """Show a proposal: being worked out, impossible and why, or what committing it would do."""
    round_ = round_for(round_id, Permission.ASSIGN_PANELS)
    ensure_impartial(current_actor(), round_)
    run = _run(round_id, run_id)
    shown = queries.preview(round_, run_id) if run.state is RunState.PROPOSED else None
    return render_template(
        "judging/panels/proposal.html",
        **heading(round_, "panels.of_round"),
        run=run,
        run_tones=RUN_TONES,
        shown=shown,
        cause=cause(run),
        now=clock.now(),
    )


@blueprint.get(f"{RUN}/status")
@requires(Permission.ASSIGN_PANELS)
def status(round_id: UUID, run_id: UUID) -> Response:
    """Say whether the run is done (fragment, asked again until it is; then the page is loaded anew)."""
    ensure_impartial(current_actor(), round_for(round_id, Permission.ASSIGN_PANELS))
    run = _run(round_id, run_id)
    response = make_response(render_template("judging/panels/_status.html", run=run, now=clock.now()))
    if run.state is not RunState.WAITING:
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.post(f"{RUN}/commit")
@requires(Permission.ASSIGN_PANELS)
def commit(round_id: UUID, run_id: UUID) -> Page:
    """Make the previewed proposal the panels."""
    _run(round_id, run_id)
    try:
        change = services.commit_proposal(actor=current_actor(), run_id=run_id)
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("panels.proposal", round_id=round_id, run_id=run_id), 303)
    flash(
        _(
            "The panels are set: %(added)s assignments added, %(removed)s removed, %(kept)s kept.",
            added=len(change.added),
            removed=len(change.removed),
            kept=len(change.kept),
        ),
        "success",
    )
    return redirect(url_for("panels.of_round", round_id=round_id), 303)
