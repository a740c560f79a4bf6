"""Pages of the venture alliance: a firm's membership, and the office's list."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, NotFound
from contest.web.forms import show_refusal
from contest.web.guards import current_actor, requires
from contest.web.i18n import label
from matching.alliance import queries, services
from matching.alliance.domain import OF_FIRM, OF_OFFICE, possible
from matching.alliance.forms import ApplyForm, DecideForm
from matching.alliance.texts import TONES
from matching.permissions import Permission
from matching.profiles.domain import AllianceState
from matching.profiles.queries import ProfileView, deal_count

blueprint = Blueprint("alliance", __name__)


@blueprint.get("/alliance")
@requires(Permission.OVERSEE_MATCHING)
def index() -> str:
    """List the investors that apply, are members, were refused or are suspended."""
    asked = request.args.get("state", "")
    state = next((one for one in queries.ORDER if one.value == asked), queries.ORDER[0])
    return render_template(
        "matching/alliance/index.html",
        page=queries.candidacies(state, page=request.args.get("page", 1, int)),
        state=state,
        tabs_of=[
            (label(one), url_for("alliance.index", state=one.value), one is state, count)
            for one, count in queries.counts().items()
        ],
    )


@blueprint.get("/alliance/<uuid:profile_id>")
@requires(Permission.VIEW_ALLIANCE)
def show(profile_id: UUID) -> str:
    """Show a membership with its history, and what the reader may do about it."""
    profile = _readable(profile_id)
    return _page(profile, ApplyForm(), DecideForm().offer(profile.alliance))


def _readable(profile_id: UUID) -> ProfileView:
    actor = current_actor()
    profile = queries.get_investor(actor, profile_id)
    if not policy.allows(actor, Permission.VIEW_ALLIANCE, profile):
        # A winner may read the profile, but not why its firm was refused.
        raise NotFound(kind="profile")
    return profile


def _page(profile: ProfileView, form: ApplyForm, decision: DecideForm) -> str:
    actor = current_actor()
    firm = policy.allows(actor, Permission.APPLY_ALLIANCE, profile)
    office = policy.allows(actor, Permission.VET_ALLIANCE, profile)
    return render_template(
        "matching/alliance/show.html",
        profile=profile,
        steps=queries.steps_of(profile.id),
        deals=deal_count(profile.id),
        form=form,
        decision=decision,
        moves=possible(profile.alliance, OF_FIRM) if firm else [],
        decides=office and bool(possible(profile.alliance, OF_OFFICE)),
        oversees=policy.holds(actor, Permission.OVERSEE_MATCHING),
        tone=TONES[profile.alliance],
    )


@blueprint.post("/alliance/<uuid:profile_id>/apply")
@requires(Permission.APPLY_ALLIANCE)
def apply(profile_id: UUID) -> Response | tuple[str, int]:
    """Apply to join."""
    profile, form = _readable(profile_id), ApplyForm()
    authorise(current_actor(), Permission.APPLY_ALLIANCE, profile)
    refused = not form.validate()
    try:
        if not refused:
            services.apply(actor=current_actor(), profile_id=profile_id, said=form.said())
    except DomainError as error:
        show_refusal(form, error, "reason")
        refused = True
    if refused:
        return _page(profile, form, DecideForm(formdata=None).offer(profile.alliance)), 422
    flash(_("The contest office has your application. You are told what it decides."), "success")
    return _back(profile_id)


@blueprint.post("/alliance/<uuid:profile_id>/withdraw")
@requires(Permission.APPLY_ALLIANCE)
def withdraw(profile_id: UUID) -> Response:
    """Take the application back."""
    services.withdraw(actor=current_actor(), profile_id=profile_id)
    flash(_("The application is withdrawn."), "success")
    return _back(profile_id)


@blueprint.post("/alliance/<uuid:profile_id>/decide")
@requires(Permission.VET_ALLIANCE)
def decide(profile_id: UUID) -> Response | tuple[str, int]:
    """Approve, refuse, suspend or reinstate."""
    profile = _readable(profile_id)
    authorise(current_actor(), Permission.VET_ALLIANCE, profile)
    form = DecideForm().offer(profile.alliance)
    refused = not form.validate()
    try:
        if not refused:
            services.decide(
                actor=current_actor(),
                profile_id=profile_id,
                move=form.chosen(),
                reason=form.reason.data or "",
                seen=request.form.get("seen", type=UUID),
            )
    except DomainError as error:
        show_refusal(form, error, "reason")
        refused = True
    if refused:
        return _page(profile, ApplyForm(formdata=None), form), 422
    flash(_("Decided. The firm is told, with the reason."), "success")
    return _back(profile_id)


def _back(profile_id: UUID) -> Response:
    return redirect(url_for("alliance.show", profile_id=profile_id), 303)


@blueprint.get("/desk/alliance")
@requires(Permission.OVERSEE_MATCHING)
def panel() -> str:
    """How many applications wait, for the desk (fragment); empty when none does."""
    waiting = queries.counts()[AllianceState.APPLIED]
    return render_template("matching/alliance/_panel.html", waiting=waiting)
