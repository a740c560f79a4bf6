"""Pages of teams: found one, its people, invitations, joining by link."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError
from contest.permissions import Permission
from contest.teams import queries, services
from contest.teams.domain import InvitationUnusable
from contest.teams.forms import DutyForm, InvitationForm, TeamForm
from contest.teams.links import path_of, read_token
from contest.teams.queries import TeamView
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.pages import safe_next

blueprint = Blueprint("teams", __name__)


@blueprint.get("/teams")
@requires(Permission.CREATE_TEAM)
def index() -> str:
    """List one's own teams."""
    return render_template("contest/teams/index.html", teams=queries.teams_of(current_actor()))


@blueprint.route("/teams/new", methods=["GET", "POST"])
@requires(Permission.CREATE_TEAM)
def new() -> Response | str | tuple[str, int]:
    """Found a team and lead it."""
    form = TeamForm()
    if form.validate_on_submit():
        try:
            team = services.create_team(actor=current_actor(), name=form.name())
        except DomainError as error:
            show_errors(form, error)
        else:
            return redirect(safe_next(request.args.get("next"), url_for("teams.show", team_id=team.id)), 303)
    page = render_template("contest/teams/new.html", form=form)
    return (page, 422) if request.method == "POST" else page


@blueprint.get("/teams/<uuid:team_id>")
@requires(Permission.VIEW_TEAM)
def show(team_id: UUID) -> str:
    """Show the people of a team, and to its leader the open invitations."""
    return _page(team_id)


def _page(team_id: UUID, invitation: InvitationForm | None = None, rename: TeamForm | None = None) -> str:
    team = queries.get_team(current_actor(), team_id)
    manages = policy.allows(current_actor(), Permission.MANAGE_TEAM, team)
    invitations = queries.open_invitations(team_id) if manages else []
    public_url = current_app.extensions["settings"].public_url
    return render_template(
        "contest/teams/show.html",
        team=team,
        manages=manages,
        own=current_actor().user_id in team.member_ids,
        invitations=[(view, public_url + path_of(view.id)) for view in invitations],
        invitation_form=invitation or InvitationForm(),
        rename_form=rename or TeamForm(data={"name_zh": team.name.zh, "name_en": team.name.en}),
    )


def _managed(team_id: UUID) -> TeamView:
    team = queries.get_team(current_actor(), team_id)
    authorise(current_actor(), Permission.MANAGE_TEAM, team)
    return team


@blueprint.post("/teams/<uuid:team_id>/name")
@requires(Permission.MANAGE_TEAM)
def rename(team_id: UUID) -> Response | tuple[str, int]:
    """Change the name."""
    _managed(team_id)
    form = TeamForm()
    if form.validate():
        try:
            services.rename_team(actor=current_actor(), team_id=team_id, name=form.name())
        except DomainError as error:
            show_errors(form, error)
        else:
            flash(_("Saved."), "success")
            return _back(team_id)
    return _page(team_id, rename=form), 422


@blueprint.post("/teams/<uuid:team_id>/invitations")
@requires(Permission.MANAGE_TEAM)
def invite(team_id: UUID) -> Response | tuple[str, int]:
    """Make an invitation, and mail it when an address is given."""
    _managed(team_id)
    form = InvitationForm()
    if form.validate():
        try:
            services.invite(actor=current_actor(), team_id=team_id, email=form.email.data or "")
        except DomainError as error:
            show_errors(form, error, "email")
        else:
            sent = _("The invitation is on its way to %(email)s.", email=form.email.data)
            flash(sent if form.email.data else _("Here is a new link. Copy it and send it on."), "success")
            return _back(team_id, "invitations")
    return _page(team_id, invitation=form), 422


@blueprint.post("/teams/<uuid:team_id>/invitations/<uuid:invitation_id>/revoke")
@requires(Permission.MANAGE_TEAM)
def revoke(team_id: UUID, invitation_id: UUID) -> Response:
    """Take an invitation back."""
    queries.get_team(current_actor(), team_id)
    services.revoke_invitation(actor=current_actor(), team_id=team_id, invitation_id=invitation_id)
    flash(_("The invitation is taken back; its link no longer works."), "success")
    return _back(team_id, "invitations")


@blueprint.route("/teams/<uuid:team_id>/members/<uuid:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_TEAM)
def member(team_id: UUID, user_id: UUID) -> Response | str | tuple[str, int]:
    """Say what a member does; hand the leadership over; take the person out."""
    team = _managed(team_id)
    person = next((m for m in team.members if m.user_id == user_id), None)
    if person is None:
        return _back(team_id)
    form = DutyForm(data={"duty_zh": person.duty.zh, "duty_en": person.duty.en})
    if form.validate_on_submit():
        services.describe_member(actor=current_actor(), team_id=team_id, user_id=user_id, duty=form.duty())
        flash(_("Saved."), "success")
        return _back(team_id)
    page = render_template("contest/teams/member.html", team=team, person=person, form=form)
    return (page, 422) if request.method == "POST" else page


@blueprint.post("/teams/<uuid:team_id>/members/<uuid:user_id>/remove")
@requires(Permission.VIEW_TEAM)
def remove(team_id: UUID, user_id: UUID) -> Response:
    """Take a person out of the team; people may take themselves out."""
    actor = current_actor()
    queries.get_team(actor, team_id)
    services.remove_member(actor=actor, team_id=team_id, user_id=user_id)
    if user_id == actor.user_id:
        flash(_("You have left the team."), "success")
        return redirect(url_for("teams.index"), 303)
    flash(_("The person is no longer in the team."), "success")
    return _back(team_id)


@blueprint.post("/teams/<uuid:team_id>/members/<uuid:user_id>/lead")
@requires(Permission.MANAGE_TEAM)
def hand_over(team_id: UUID, user_id: UUID) -> Response:
    """Make another member the leader."""
    queries.get_team(current_actor(), team_id)
    services.hand_over(actor=current_actor(), team_id=team_id, user_id=user_id)
    flash(_("The leadership is handed over."), "success")
    return _back(team_id)


@blueprint.get("/teams/join/<token>")
@requires(Permission.BROWSE)
def join(token: str) -> Response | str:
    """Say what the link is for and ask; whoever has no account yet comes back here after signing in."""
    invitation_id = read_token(token)
    try:
        offer = queries.get_offer(invitation_id)
    except InvitationUnusable:
        if team_id := queries.find_own_use(invitation_id, current_actor()):
            return _back(team_id)
        raise
    if current_actor().user_id in offer.member_ids:
        return _back(offer.team_id)
    ready = policy.holds(current_actor(), Permission.JOIN_TEAM)
    return render_template(
        "contest/teams/join.html",
        offer=offer,
        token=token,
        ready=ready,
        signed_in=current_user.is_authenticated,
    )


@blueprint.post("/teams/join/<token>")
@requires(Permission.JOIN_TEAM)
def accept(token: str) -> Response:
    """Join the team."""
    try:
        team_id = services.join(actor=current_actor(), invitation_id=read_token(token))
    except InvitationUnusable:
        if own := queries.find_own_use(read_token(token), current_actor()):
            return _back(own)
        raise
    flash(_("Welcome to the team."), "success")
    return _back(team_id)


def _back(team_id: UUID, anchor: str = "") -> Response:
    return redirect(url_for("teams.show", team_id=team_id, _anchor=anchor or None), 303)
