"""The office's side of the desk: sheets to be reopened, words to be left out of an entry."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.projects.presentation import handed_in
from contest.projects.queries import get_submission
from contest.seasons.queries import rulebook
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.rounds.queries import RoundView, entries_of_round, get_round
from judging.rounds.views.blueprint import flash_refusal, heading
from judging.scoring import queries, services
from judging.scoring.domain import ReopeningState
from judging.scoring.presentation import blinded, entry_redactor
from judging.scoring.views.blueprint import Page, blueprint

ENTRY = "/rounds/<uuid:round_id>/entries/<uuid:entry_id>/left-out"
TONES = {
    ReopeningState.ASKED: "warning",
    ReopeningState.GRANTED: "success",
    ReopeningState.REFUSED: "neutral",
}


@blueprint.get("/rounds/<uuid:round_id>/reopenings")
@requires(Permission.REOPEN_SHEET)
def reopenings(round_id: UUID) -> str:
    """List the requests to change a submitted sheet."""
    return _reopenings(round_id)


def _reopenings(round_id: UUID, errors: dict[str, dict[str, str]] | None = None) -> str:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.REOPEN_SHEET, round_)
    return render_template(
        "judging/scoring/reopenings.html",
        rows=queries.reopenings_of_round(current_actor(), round_id),
        reopening_tones=TONES,
        me=current_actor().user_id,
        errors=errors or {},
        **heading(round_, "scoring.reopenings"),
    )


@blueprint.post("/rounds/<uuid:round_id>/reopenings/<uuid:reopening_id>")
@requires(Permission.REOPEN_SHEET)
def decide_reopening(round_id: UUID, reopening_id: UUID) -> Page:
    """Grant or refuse a request."""
    grant = request.form.get("decision") == "grant"
    try:
        services.decide_reopening(
            actor=current_actor(),
            round_id=round_id,
            reopening_id=reopening_id,
            grant=grant,
            answer=request.form.get("answer", ""),
        )
    except Invalid as error:
        return _reopenings(round_id, {str(reopening_id): field_messages(error)}), 422
    except DomainError as error:
        flash_refusal(error)
    else:
        flash(
            _("The sheet is open again; the judge is told.") if grant else _("The judge is told."), "success"
        )
    return redirect(url_for("scoring.reopenings", round_id=round_id), 303)


@blueprint.route(ENTRY, methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def left_out(round_id: UUID, entry_id: UUID) -> Page:
    """Show an entry as judges of a blind round read it, and have a word left out."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            services.add_redaction(
                actor=current_actor(),
                round_id=round_id,
                entry_id=entry_id,
                text=request.form.get("text", ""),
            )
        except Invalid as error:
            errors = field_messages(error)
        else:
            return redirect(url_for("scoring.left_out", round_id=round_id, entry_id=entry_id), 303)
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.EDIT_ROUND, round_)
    page = _left_out(round_, entry_id, errors)
    return (page, 422) if errors else page


def _left_out(round_: RoundView, entry_id: UUID, errors: dict[str, str]) -> str:
    entry = next((one for one in entries_of_round(round_) if one.id == entry_id), None)
    if entry is None:
        raise NotFound(kind="entry")
    book = rulebook(round_.season_id)
    submission = get_submission(entry.submission_id) if entry.submission_id else None
    redact = entry_redactor(entry, submission, book)
    return render_template(
        "judging/scoring/left_out.html",
        entry=entry,
        title=redact.both(entry.title),
        sections=blinded(handed_in(submission, book, blind=True), redact),
        marks=queries.redactions_of(entry_id),
        errors=errors,
        typed=request.form.get("text", "") if errors else "",
        **heading(round_, "panels.of_round"),
    )


@blueprint.post(f"{ENTRY}/<uuid:redaction_id>/remove")
@requires(Permission.EDIT_ROUND)
def show_again(round_id: UUID, entry_id: UUID, redaction_id: UUID) -> Page:
    """Show a word again that was left out."""
    services.remove_redaction(
        actor=current_actor(), round_id=round_id, entry_id=entry_id, redaction_id=redaction_id
    )
    return redirect(url_for("scoring.left_out", round_id=round_id, entry_id=entry_id), 303)
