"""Judges of one round: who was asked, who accepted, whom to ask next."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError
from contest.kernel.paging import sliced
from contest.web.guards import current_actor, requires
from contest.web.i18n import label
from judging.judges import queries, services
from judging.judges.domain import Invitation
from judging.judges.forms import LoadForm
from judging.judges.queries import RoundJudgeRow
from judging.judges.texts import TONES
from judging.judges.views.blueprint import blueprint
from judging.judges.views.pool import asked_filter, filter_choices
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, get_round
from judging.rounds.views.blueprint import allowed, flash_refusal, heading

ROUND = "/rounds/<uuid:round_id>/judges"


def _may_invite(round_: RoundView) -> bool:
    return allowed(Permission.INVITE_JUDGES, round_) and round_.state in (RoundState.DRAFT, RoundState.OPEN)


@blueprint.get(ROUND)
@requires(Permission.VIEW_PROGRESS)
def of_round(round_id: UUID) -> str:
    """List the judges of a round with their answers."""
    actor = current_actor()
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.VIEW_PROGRESS, round_)
    asked, words = request.args.get("answer", ""), request.args.get("q", "").strip()[:80]
    rows = queries.judges_of_round(actor, round_id)
    kept = [row for row in rows if (not asked or row.invitation == asked) and _mentions(row, words)]
    return render_template(
        "judging/judges/of_round.html",
        **{**heading(round_, "judges.of_round"), "answer_tones": TONES},
        page=sliced(kept, number=request.args.get("page", 1, int)),
        asked_any=bool(rows),
        away=queries.away_from(round_, [row.judge.id for row in rows]),
        words=words,
        answers=[(answer.value, label(answer)) for answer in Invitation],
        counts={answer: sum(row.invitation is answer for row in rows) for answer in Invitation},
        answer=asked,
        may_invite=_may_invite(round_),
    )


def _mentions(row: RoundJudgeRow, words: str) -> bool:
    judge = row.judge
    names = [judge.name, judge.name_en, judge.email]
    names += [text for name in judge.organisations for text in (name.zh, name.en)]
    return any(words.casefold() in name.casefold() for name in names)


@blueprint.get(f"{ROUND}/invite")
@requires(Permission.INVITE_JUDGES)
def choose(round_id: UUID) -> str:
    """Choose whom of the pool to ask."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.INVITE_JUDGES, round_)
    wanted = asked_filter()
    return render_template(
        "judging/judges/invite.html",
        **{**heading(round_, "judges.of_round"), "answer_tones": TONES},
        page=queries.invitable(round_, wanted, page=request.args.get("page", 1, int), size=50),
        wanted=wanted,
        uninvited=len(queries.uninvited_ids(round_)),
        **filter_choices(),
    )


@blueprint.post(f"{ROUND}/invite")
@requires(Permission.INVITE_JUDGES)
def invite(round_id: UUID) -> Response:
    """Ask the judges that were ticked, or all of the round's tracks."""
    actor = current_actor()
    try:
        if request.form.get("all"):
            asked = services.invite_all_of_tracks(actor=actor, round_id=round_id)
        else:
            asked = services.invite(actor=actor, round_id=round_id, judge_ids=_ticked())
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("judges.choose", round_id=round_id), 303)
    if asked:
        flash(ngettext("%(num)d judge was invited.", "%(num)d judges were invited.", len(asked)), "success")
    else:
        flash(_("Nobody was left to invite. Tick the judges you want to ask."), "info")
    return redirect(url_for("judges.of_round", round_id=round_id), 303)


def _ticked() -> list[UUID]:
    found = []
    for raw in request.form.getlist("judge_id"):
        try:
            found.append(UUID(raw))
        except ValueError:
            continue
    return found


@blueprint.post(f"{ROUND}/<uuid:judge_id>/withdraw")
@requires(Permission.INVITE_JUDGES)
def withdraw(round_id: UUID, judge_id: UUID) -> Response:
    """Take an unanswered invitation back."""
    services.withdraw_invitation(actor=current_actor(), round_id=round_id, judge_id=judge_id)
    flash(_("The invitation is withdrawn."), "success")
    return redirect(url_for("judges.of_round", round_id=round_id), 303)


@blueprint.post(f"{ROUND}/<uuid:judge_id>/load")
@requires(Permission.INVITE_JUDGES)
def set_load(round_id: UUID, judge_id: UUID) -> Response:
    """Set a judge's own limit in the round."""
    form = LoadForm()
    if form.validate():
        services.set_load(
            actor=current_actor(), round_id=round_id, judge_id=judge_id, max_load=form.max_load.data
        )
        flash(_("Saved."), "success")
    else:
        flash(_("Please enter a whole number."), "warning")
    return redirect(url_for("judges.of_round", round_id=round_id), 303)


@blueprint.post(f"{ROUND}/<uuid:judge_id>/chief")
@requires(Permission.INVITE_JUDGES)
def set_chief(round_id: UUID, judge_id: UUID) -> Response:
    """Make a judge a chief judge, or no longer."""
    try:
        services.set_chief(
            actor=current_actor(),
            round_id=round_id,
            judge_id=judge_id,
            chief=request.form.get("chief") == "yes",
        )
        flash(_("Saved."), "success")
    except DomainError as error:
        flash_refusal(error)
    return redirect(url_for("judges.of_round", round_id=round_id), 303)
