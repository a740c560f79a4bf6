"""Somebody offers themselves, sees who is interested and which roles fit, asks and answers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError
from contest.web.forms import seen_version, show_refusal
from contest.web.guards import current_actor, requires
from matching.introductions.domain import IntroductionState
from matching.introductions.forms import AskForm, DeclineForm
from matching.introductions.pages import add_answers, asked
from matching.introductions.texts import TONES
from matching.permissions import Permission
from matching.profiles.presentation import words
from matching.profiles.queries import track_names
from matching.team_gaps import queries, services
from matching.team_gaps.domain import KEPT_AFTER, GapRole, OfferState
from matching.team_gaps.forms import OfferForm, filled_offer
from matching.team_gaps.presentation import gap_card, gap_facts, offer_facts
from matching.team_gaps.rules import on_team
from matching.team_gaps.texts import OFFER_TONES

blueprint = Blueprint("talent", __name__, url_prefix="/talent")
Answer = Response | tuple[str, int] | str


@blueprint.get("")
@requires(Permission.OFFER_ONESELF)
def index() -> str:
    """Show one's own offer, the teams that are interested, and the roles that fit."""
    actor = current_actor()
    offer = queries.find_own_offer(actor)
    meetings = queries.meetings_of_offer(actor, offer.id) if offer else []
    of_gap = {item.gap_id: item for item in reversed(meetings)}
    tracks = track_names()
    fitting = queries.gaps_for(actor, offer) if offer and offer.state is OfferState.SHOWN else []
    return render_template(
        "matching/team_gaps/talent.html",
        offer=offer,
        kept_until=offer.expires_at + KEPT_AFTER if offer else None,
        facts=offer_facts(offer.card, tracks) if offer else [],
        roles=words(GapRole, offer.card.roles) if offer else [],
        meetings=meetings,
        cards=[gap_card(found, tracks, of_gap.get(found.gap.id)) for found in fitting],
        tones=TONES,
        offer_tones=OFFER_TONES,
    )


@blueprint.route("/offer", methods=["GET", "POST"])
@requires(Permission.OFFER_ONESELF)
def offer() -> Answer:
    """Write one's own offer."""
    actor = current_actor()
    found = queries.find_own_offer(actor)
    form = OfferForm(data=filled_offer(found) if found else {}).offer(track_names())
    if form.validate_on_submit():
        try:
            services.offer_oneself(
                actor=actor,
                data=form.data_for(),
                consent=bool(form.consent.data),
                version=seen_version(),
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            shown = found is None or found.state in {OfferState.SHOWN, OfferState.LAPSED}
            flash(_("Saved. Teams that lack what you offer see it now.") if shown else _("Saved."), "success")
            return redirect(url_for("talent.index"), 303)
    page = render_template("matching/team_gaps/offer.html", form=form, offer=found)
    return (page, 422) if request.method == "POST" else page


@blueprint.post("/confirm")
@requires(Permission.OFFER_ONESELF)
def confirm() -> Response:
    """Say that the offer still holds."""
    services.confirm_offer(actor=current_actor())
    flash(_("Thank you. Your offer is shown for another half a year."), "success")
    return redirect(url_for("talent.index"), 303)


@blueprint.post("/pause")
@requires(Permission.OFFER_ONESELF)
def pause() -> Response:
    """Be shown to nobody for a while."""
    services.pause_offer(actor=current_actor())
    flash(_("Paused. No team sees your offer until you show it again."), "success")
    return redirect(url_for("talent.index"), 303)


@blueprint.post("/resume")
@requires(Permission.OFFER_ONESELF)
def resume() -> Response:
    """Be shown again."""
    services.resume_offer(actor=current_actor())
    flash(_("Your offer is shown again, for half a year from now."), "success")
    return redirect(url_for("talent.index"), 303)


@blueprint.post("/withdraw")
@requires(Permission.OFFER_ONESELF)
def take_back() -> Response:
    """Take the offer and the consent back."""
    services.withdraw_offer(actor=current_actor())
    flash(_("Your offer is gone, with everything that hung on it. No team sees it any more."), "success")
    return redirect(url_for("talent.index"), 303)


@blueprint.route("/gaps/<uuid:gap_id>", methods=["GET", "POST"])
@requires(Permission.OFFER_ONESELF)
def ask(gap_id: UUID) -> Answer:
    """Ask a team about a role it lacks."""
    actor = current_actor()
    gap = queries.open_gap(gap_id)
    if queries.find_own_offer(actor) is None:
        return redirect(url_for("talent.offer"), 303)
    form = AskForm()
    if form.validate_on_submit():
        made = asked(form, lambda message: services.ask_team(actor=actor, gap_id=gap_id, message=message))
        if made is not None:
            return redirect(url_for("talent.show", introduction_id=made.id), 303)
    page = render_template("matching/team_gaps/ask_team.html", gap=gap, facts=gap_facts(gap), form=form)
    return (page, 422) if request.method == "POST" else page


def _page(introduction_id: UUID, form: DeclineForm) -> str:
    actor = current_actor()
    meeting = queries.get_meeting(actor, introduction_id)
    authorise(actor, Permission.VIEW_TALENT, meeting)
    waits = meeting.state is IntroductionState.ASKED
    return render_template(
        "matching/team_gaps/meeting.html",
        introduction=meeting,
        form=form,
        tones=TONES,
        now=clock.now(),
        may_answer=waits and policy.allows(actor, Permission.ANSWER_TALENT, meeting),
        may_withdraw=waits and policy.allows(actor, Permission.WITHDRAW_TALENT, meeting),
        on_team=on_team(actor, meeting),
    )


add_answers(
    blueprint,
    _page,
    accept=services.accept,
    decline=services.decline,
    withdraw=services.withdraw,
    permissions=(Permission.VIEW_TALENT, Permission.ANSWER_TALENT, Permission.WITHDRAW_TALENT),
)


@blueprint.get("/waiting")
@requires(Permission.OFFER_ONESELF)
def panel() -> str:
    """What waits for the reader's answer, for the desk (fragment); empty when nothing does."""
    return render_template("matching/team_gaps/_panel.html", waiting=queries.waiting_for(current_actor()))
