"""The register of profiles: owners keep theirs, the office keeps all."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from contest.kernel import clock
from contest.kernel.access import Actor, authorise, policy
from contest.kernel.errors import DomainError, Invalid
from contest.organisations.domain import OrganisationKind
from contest.organisations.queries import choices_of_kind, my_organisations
from contest.permissions import Role
from contest.web.errors import describe
from contest.web.forms import seen_version, show_errors, show_refusal
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from matching.permissions import Permission
from matching.profiles import queries, services
from matching.profiles.domain import ProfileKind, activity
from matching.profiles.forms import AppointmentForm, ProfileForm, filled
from matching.profiles.presentation import confirmed, facts, kind_icon, lacking, words
from matching.profiles.queries import ProfileView
from matching.profiles.texts import FRESH_TONES
from matching.profiles.views.filters import profile_choices, profile_filter

blueprint = Blueprint("profiles", __name__, url_prefix="/matching/profiles")


@blueprint.get("")
@requires(Permission.LIST_PROFILES)
def index() -> str:
    """List one's own profiles; the office sees everybody's, kind by kind."""
    actor = current_actor()
    oversees = policy.holds(actor, Permission.OVERSEE_MATCHING)
    asked = request.args.get("kind", "")
    kind = ProfileKind(asked) if asked in set(ProfileKind) else (ProfileKind.INVESTOR if oversees else None)
    wanted = profile_filter(request.args, kind, own_only=not oversees)
    return render_template(
        "matching/profiles/index.html",
        page=queries.list_profiles(actor, wanted, page=request.args.get("page", 1, int)),
        wanted=wanted,
        oversees=oversees,
        kinds=list(ProfileKind),
        choices=profile_choices(queries.track_names()),
        founding=[kind for kind in ProfileKind if _may_found(actor, kind)],
        offers=queries.bases_to_offer(actor, clock.today()) if _may_offer(actor) else [],
        tones=FRESH_TONES,
        lacking=lacking,
        confirmed=confirmed,
        may_confirm=lambda profile: policy.allows(actor, Permission.EDIT_PROFILE, profile),
    )


def _may_offer(actor: Actor) -> bool:
    return policy.holds(actor, Permission.OFFER_BASE)


def _may_found(actor: Actor, kind: ProfileKind) -> bool:
    if kind is ProfileKind.PARK:
        return False
    if actor.has(Role.ORGANISER):
        return True
    return actor.has({ProfileKind.INVESTOR: Role.INVESTOR, ProfileKind.MENTOR: Role.MENTOR}[kind])


@blueprint.get("/<uuid:profile_id>")
@requires(Permission.VIEW_PROFILE)
def show(profile_id: UUID) -> str:
    """Show one profile: to its owner with what is missing, to a winner with what it offers."""
    actor = current_actor()
    profile = queries.get_profile(actor, profile_id)
    authorise(actor, Permission.VIEW_PROFILE, profile)
    investor = profile.kind is ProfileKind.INVESTOR
    last = queries.last_active(profile_id) if investor else None
    return render_template(
        "matching/profiles/show.html",
        profile=profile,
        facts=facts(profile, queries.track_names()),
        lacking=lacking(profile),
        deals=queries.deals_of(profile_id) if investor else [],
        deal_count=queries.deal_count(profile_id) if investor else 0,
        last_active=last,
        activity=activity(last, clock.today()) if investor else None,
        confirmed=confirmed,
        may_appoint=policy.allows(actor, Permission.APPOINT_MENTOR, profile),
        sees_alliance=investor and policy.allows(actor, Permission.VIEW_ALLIANCE, profile),
        may_edit=not (profile.reference_only or profile.merged_into_id)
        and policy.allows(actor, Permission.EDIT_PROFILE, profile),
        tones=FRESH_TONES,
        icon_name=kind_icon(profile.kind),
        words=words,
    )


@blueprint.route("/new/<kind>", methods=["GET", "POST"])
@requires(Permission.CREATE_PROFILE)
def create(kind: str) -> Response | tuple[str, int] | str:
    """Make a profile: an investor's people for their firm, a mentor for themselves, the office for anybody."""
    actor = current_actor()
    if kind not in set(ProfileKind) or not _may_found(actor, ProfileKind(kind)):
        abort(404)
    wanted = ProfileKind(kind)
    firms = _firms(actor) if wanted is ProfileKind.INVESTOR else []
    form = _form(wanted)
    if request.method == "POST" and form.validate():
        try:
            made = services.create_profile(
                actor=actor,
                kind=wanted,
                data=form.data_for(),
                organisation_id=_chosen_firm(firms),
                user_id=None
                if wanted is not ProfileKind.MENTOR or actor.has(Role.ORGANISER)
                else actor.user_id,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            flash(_("The profile is saved. Recommendations follow with the next run."), "success")
            return redirect(url_for("profiles.show", profile_id=made.id), 303)
    page = render_template(
        "matching/profiles/edit.html",
        form=form,
        kind=wanted,
        profile=None,
        firms=[(item, name) for item, name in firms],
        chosen=request.form.get("organisation_id", ""),
    )
    return (page, 422) if request.method == "POST" else page


def _firms(actor: Actor) -> list[tuple[UUID, str]]:
    if actor.has(Role.ORGANISER):
        return [(item.id, l10n(item.name)) for item in choices_of_kind(OrganisationKind.INVESTOR)]
    own = my_organisations(actor)
    return [(item.id, l10n(item.name)) for item in own if item.kind is OrganisationKind.INVESTOR]


def _chosen_firm(firms: list[tuple[UUID, str]]) -> UUID | None:
    asked = request.form.get("organisation_id", "")
    return next(
        (item for item, _name in firms if str(item) == asked), firms[0][0] if len(firms) == 1 else None
    )


def _form(kind: ProfileKind, profile: ProfileView | None = None) -> ProfileForm:
    form = ProfileForm(data=filled(profile)) if profile and request.method == "GET" else ProfileForm()
    if profile is None and request.method == "GET" and kind is ProfileKind.MENTOR:
        form.name_zh.data, form.name_en.data = current_user.name.zh, current_user.name.en
    form.prepare(kind, queries.track_names(), from_base=bool(profile and profile.base_id))
    return form


@blueprint.route("/<uuid:profile_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PROFILE)
def edit(profile_id: UUID) -> Response | tuple[str, int] | str:
    """Change a profile."""
    actor = current_actor()
    profile = queries.get_profile(actor, profile_id)
    authorise(actor, Permission.EDIT_PROFILE, profile)
    form = _form(profile.kind, profile)
    if request.method == "POST" and form.validate():
        try:
            services.edit_profile(
                actor=actor,
                profile_id=profile_id,
                data=form.data_for(),
                version=seen_version(),
            )
        except Invalid as error:
            show_errors(form, error)
        except DomainError as error:
            if error.status != 409:
                raise
            form.form_errors.append(describe(error.code, error.params))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("profiles.show", profile_id=profile_id), 303)
    page = render_template(
        "matching/profiles/edit.html", form=form, kind=profile.kind, profile=profile, firms=[], chosen=""
    )
    return (page, 422) if request.method == "POST" else page


@blueprint.route("/<uuid:profile_id>/appointment", methods=["GET", "POST"])
@requires(Permission.APPOINT_MENTOR)
def appointment(profile_id: UUID) -> Response | tuple[str, int] | str:
    """Write down a mentor's term and training."""
    actor = current_actor()
    profile = queries.get_profile(actor, profile_id)
    authorise(actor, Permission.APPOINT_MENTOR, profile)
    form = AppointmentForm(obj=profile if request.method == "GET" else None)
    if request.method == "POST" and form.validate():
        try:
            services.appoint(actor=actor, profile_id=profile_id, given=form.given())
        except Invalid as error:
            show_errors(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("profiles.show", profile_id=profile_id), 303)
    page = render_template("matching/profiles/appointment.html", form=form, profile=profile)
    return (page, 422) if request.method == "POST" else page


@blueprint.post("/<uuid:profile_id>/confirm")
@requires(Permission.EDIT_PROFILE)
def confirm(profile_id: UUID) -> Response:
    """Say that everything still holds."""
    services.confirm_profile(actor=current_actor(), profile_id=profile_id)
    flash(_("Thank you. The profile counts as up to date."), "success")
    return redirect(url_for("profiles.show", profile_id=profile_id), 303)


@blueprint.post("/<uuid:profile_id>/active")
@requires(Permission.EDIT_PROFILE)
def activate(profile_id: UUID) -> Response:
    """Take the profile out of matching, or bring it back."""
    active = request.form.get("active") == "yes"
    services.set_active(actor=current_actor(), profile_id=profile_id, active=active)
    flash(
        _("The profile takes part in matching again.") if active else _("The profile is out of matching."),
        "success",
    )
    return redirect(url_for("profiles.show", profile_id=profile_id), 303)


@blueprint.post("/offer/<uuid:base_id>")
@requires(Permission.OFFER_BASE)
def offer(base_id: UUID) -> Response:
    """A base offers itself to winners as a landing park."""
    made = services.offer_base(actor=current_actor(), base_id=base_id)
    flash(_("Your base is offered to winners. Say how many places are free, so that they know."), "success")
    return redirect(url_for("profiles.edit", profile_id=made.id), 303)


@blueprint.post("/offer")
@requires(Permission.RUN_MATCHING)
def offer_all() -> Response:
    """The office enters every titled base that has no park profile."""
    count = services.offer_bases(actor=current_actor())
    flash(_("%(count)s bases are offered to winners as parks.", count=count), "success")
    return redirect(url_for("profiles.index", kind=ProfileKind.PARK.value), 303)
