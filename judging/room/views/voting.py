"""A member's own side of a vote."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError, Invalid
from contest.seasons.queries import rulebook
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.permissions import Permission
from judging.ranking.presentation import section_name
from judging.room import queries, services
from judging.room.domain import BallotState
from judging.room.texts import TONES
from judging.room.views.blueprint import Page, blueprint, title
from judging.rounds.queries import get_round
from judging.rounds.views.blueprint import flash_refusal

VOTE = "/judging/ballots/<uuid:ballot_id>"


@blueprint.get(VOTE)
@requires(Permission.VOTE)
def vote(ballot_id: UUID) -> str:
    """Show the question and the entries one may vote on, or what came of the vote."""
    return _page(ballot_id)


@blueprint.post(VOTE)
@requires(Permission.VOTE)
def cast_vote(ballot_id: UUID) -> Page:
    """Cast one's vote."""
    try:
        services.cast_vote(actor=current_actor(), ballot_id=ballot_id, entries=_ticked())
    except Invalid as error:
        return _page(ballot_id, field_messages(error).get("entries", "")), 422
    except DomainError as error:
        flash_refusal(error)
    else:
        flash(_("Your vote is cast. Thank you."), "success")
    return redirect(url_for("room.vote", ballot_id=ballot_id), 303)


def _ticked() -> list[UUID]:
    found = []
    for raw in request.form.getlist("entry"):
        try:
            found.append(UUID(raw))
        except ValueError:
            continue
    return found


def _page(ballot_id: UUID, error: str = "") -> str:
    actor = current_actor()
    own = queries.find_member(actor, ballot_id)
    found = queries.get_ballot(ballot_id)
    round_ = get_round(actor, found.round_id)
    authorise(actor, Permission.VOTE, round_)
    tied = queries.tied_entries(actor, round_)
    rows = queries.results(found)
    whole = tied.isdisjoint(entry.id for entry, _count, _by in rows)
    book = rulebook(round_.season_id)
    return render_template(
        "judging/room/vote.html",
        ballot=found,
        section=section_name(found.section, book),
        season=l10n(book.name),
        own=own,
        # Of a result one would learn of the entry one is tied to, whichever line one read.
        rows=[row for row in rows if row[0].id not in tied],
        shown=whole and found.state is BallotState.CLOSED,
        apart=not whole,
        title=lambda entry: title(round_, entry),
        room_tones=TONES,
        error=error,
        ticked=request.form.getlist("entry"),
    )


@blueprint.get("/desk/ballots")
@requires(Permission.ANSWER_INVITATION)
def waiting() -> str:
    """The votes that wait for the judge (fragment)."""
    return render_template("judging/room/_waiting.html", ballots=queries.open_ballots(current_actor()))
