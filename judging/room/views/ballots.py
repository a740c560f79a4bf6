"""Votes as the room holds them: opened, watched, counted."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import DomainError, NotFound
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.permissions import Permission
from judging.room import queries, services
from judging.room.domain import BallotState
from judging.room.forms import BallotForm, keys, named
from judging.room.views.blueprint import Page, blueprint, furnished, room_of, title
from judging.room.views.room import ROOM, is_open
from judging.rounds.queries import RoundView
from judging.rounds.views.blueprint import allowed, flash_refusal

BALLOT = f"{ROOM}/ballots/<uuid:ballot_id>"


@blueprint.route(f"{ROOM}/ballots/new", methods=["GET", "POST"])
@requires(Permission.LEAD_ROOM)
def new_ballot(round_id: UUID) -> Page:
    """Put a question to the panel of one section."""
    round_ = room_of(round_id, Permission.LEAD_ROOM)
    form = _form(round_)
    if request.method == "POST" and form.validate():
        try:
            made = services.open_ballot(
                actor=current_actor(),
                round_id=round_id,
                question=form.question.data,
                places=form.places.data,
                secret=form.secret.data,
                quorum=form.quorum.data,
                entries=keys(form.entries.data),
                members=keys(form.members.data),
            )
        except DomainError as error:
            if error.status in (401, 403, 404):
                raise
            show_errors(form, error)
        else:
            flash(_("The vote is open. Its members are told."), "success")
            return redirect(url_for("room.ballot", round_id=round_id, ballot_id=made.id), 303)
    page = render_template("judging/room/new_ballot.html", **furnished(round_), form=form)
    return page if request.method == "GET" else (page, 422)


def _form(round_: RoundView) -> BallotForm:
    lines = queries.room_lines(current_actor(), round_) if is_open(round_) else []
    asked = request.args.get("section", "")
    found = queries.discussed(round_, lines)
    chosen = next((one for one in found if one.section == asked), found[0] if found else None)
    shown = chosen.lines if chosen else ()
    members = queries.members_of(round_.id, [line.entry.id for line in shown]) if shown else {}
    form = BallotForm()
    form.offer(
        [(str(line.entry.id), f"{line.entry.number} {title(round_, line.entry)}") for line in shown],
        named(members),
    )
    return form


@blueprint.get(BALLOT)
@requires(Permission.VIEW_ROOM)
def ballot(round_id: UUID, ballot_id: UUID) -> str:
    """Show how many have voted, and the result once it is counted."""
    actor, round_ = current_actor(), room_of(round_id)
    found = queries.get_ballot(ballot_id, round_id)
    if found.section not in {line.section for line in queries.room_lines(actor, round_)}:
        raise NotFound(kind="ballot")
    results = queries.results(found)
    voters = {judge for _entry, _count, by in results for judge in by}
    return render_template(
        "judging/room/ballot.html",
        **furnished(round_),
        ballot=found,
        results=results,
        people=queries.named_judges(voters),
        may_end=found.state is BallotState.OPEN and allowed(Permission.END_BALLOT, round_),
    )


@blueprint.post(f"{BALLOT}/close")
@requires(Permission.END_BALLOT)
def close_ballot(round_id: UUID, ballot_id: UUID) -> Response:
    """End a vote and count it."""
    try:
        services.close_ballot(actor=current_actor(), round_id=round_id, ballot_id=ballot_id)
    except DomainError as error:
        flash_refusal(error)
    return redirect(url_for("room.ballot", round_id=round_id, ballot_id=ballot_id), 303)
