"""A base's residents and invitations; the page on which a leader answers one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from contest.bases import queries as base_queries
from contest.bases.queries import BaseView
from contest.consents.domain import Purpose, current
from contest.kernel import clock
from contest.kernel.access import Actor, authorise, policy
from contest.kernel.errors import DomainError
from contest.permissions import Permission
from contest.pool import queries, services
from contest.pool.domain import AlreadyInPool, InvitationUnusable, ProjectInvited, ProjectPooled
from contest.pool.forms import AnswerForm, ResidentForm
from contest.pool.links import read_token
from contest.pool.texts import TONES
from contest.pool.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n

NEW = "new"
OF_PROJECT = (ProjectInvited, ProjectPooled)


@blueprint.get("/bases/<uuid:base_id>/residents")
@requires(Permission.VIEW_RESIDENTS)
def residents(base_id: UUID) -> str:
    """List a base's residents in the pool with their state, and ask whom to invite."""
    return _residents(_base(base_id, Permission.VIEW_RESIDENTS), ResidentForm())


@blueprint.post("/bases/<uuid:base_id>/residents")
@requires(Permission.INVITE_RESIDENT)
def invite(base_id: UUID) -> Response | tuple[str, int]:
    """Invite a resident company."""
    base = _base(base_id, Permission.INVITE_RESIDENT)
    season = season_queries.current_season()
    form = ResidentForm()
    if season is None:
        flash(_("There is no open season to invite into."), "warning")
        return redirect(url_for("pool.residents", base_id=base_id), 303)
    if form.validate():
        try:
            services.invite(
                actor=current_actor(),
                base_id=base_id,
                season_id=season.id,
                email=form.email.data or "",
                company=form.company(),
                title=form.title(),
            )
        except DomainError as error:
            show_errors(form, error, "title_zh" if isinstance(error, OF_PROJECT) else "email")
        else:
            flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "success")
            return redirect(url_for("pool.residents", base_id=base_id), 303)
    return _residents(base, form), 422


def _base(base_id: UUID, permission: Permission) -> BaseView:
    base = base_queries.get_base(current_actor(), base_id, clock.today())
    authorise(current_actor(), permission, base)
    return base


def _residents(base: BaseView, form: ResidentForm) -> str:
    actor = current_actor()
    return render_template(
        "contest/pool/residents.html",
        base=base,
        season=season_queries.current_season(),
        page=queries.residents_of(actor, base.id, page=request.args.get("page", 1, int)),
        form=form,
        tones=TONES,
        may_invite=policy.allows(actor, Permission.INVITE_RESIDENT, base),
        may_end=base.own or policy.holds(actor, Permission.END_PLACE),
    )


@blueprint.get("/pool/join/<token>")
@requires(Permission.BROWSE)
def join(token: str) -> Response | str:
    """Say what the pool is and who reads what, and ask; whoever has no account yet comes back here."""
    place_id = read_token(token)
    try:
        return _join(token, place_id, AnswerForm())
    except InvitationUnusable:
        if project_id := queries.find_own_use(place_id, current_actor()):
            return redirect(url_for("projects.show", project_id=project_id), 303)
        raise


def _join(token: str, place_id: UUID, form: AnswerForm) -> str:
    actor = current_actor()
    offer = queries.get_offer(place_id)
    own = queries.projects_to_bring(actor, offer.season_id) if actor.user_id else []
    form.project.choices = [
        (NEW, _("A new one: %(name)s", name=l10n(offer.title))),
        *((str(key), l10n(name)) for key, name in own),
    ]
    form.project.data = form.project.data or NEW
    form.agrees.label.text = l10n(current(Purpose.MATCHING).text)
    return render_template(
        "contest/pool/join.html",
        offer=offer,
        token=token,
        form=form,
        choose=bool(own),
        signed_in=current_user.is_authenticated,
        ready=policy.holds(actor, Permission.ANSWER_INVITATION),
        of_base=offer.organisation_id in actor.organisation_ids,
        certified=base_queries.find_title(offer.base_id, clock.today()) is not None,
    )


@blueprint.post("/pool/join/<token>")
@requires(Permission.ANSWER_INVITATION)
def accept(token: str) -> Response | tuple[str, int]:
    """Come into the pool."""
    actor, place_id, form = current_actor(), read_token(token), AnswerForm()
    if own := queries.find_own_use(place_id, actor):
        return redirect(url_for("projects.show", project_id=own), 303)
    offer = queries.get_offer(place_id)
    try:
        project = services.accept(
            actor=actor,
            place_id=place_id,
            agrees=bool(form.agrees.data),
            project_id=_chosen(form, actor, offer.season_id),
        )
    except InvitationUnusable:
        raise
    except DomainError as error:
        form.project.choices = []
        show_errors(form, error, "project")
        return _join(token, place_id, form), error.status
    flash(_("Welcome to the project pool. Fill in what parks, investors and mentors should know."), "success")
    return redirect(url_for("projects.show", project_id=project.id), 303)


def _chosen(form: AnswerForm, actor: Actor, season_id: UUID) -> UUID | None:
    """Return the project that was chosen, None for a new one; raise AlreadyInPool for one that came in since."""
    chosen = form.project.data or NEW
    if chosen == NEW:
        return None
    for key, _name in queries.projects_to_bring(actor, season_id):
        if str(key) == chosen:
            return key
    raise AlreadyInPool()


@blueprint.post("/pool/join/<token>/decline")
@requires(Permission.BROWSE)
def decline(token: str) -> Response:
    """Say no."""
    services.decline(actor=current_actor(), place_id=read_token(token))
    told = _(
        "You declined. The base is told, and your address is deleted. It cannot invite you again for 30 days."
    )
    flash(told, "success")
    return redirect(url_for("home.index"), 303)
