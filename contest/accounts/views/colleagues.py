"""The people of an organisation; a fragment of the organisation's page, and a page of its own."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.accounts import queries, services
from contest.accounts.forms import ColleagueForm
from contest.accounts.views.blueprint import blueprint
from contest.kernel.access import policy
from contest.kernel.errors import DomainError
from contest.organisations.queries import get_organisation
from contest.permissions import Permission
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.htmx import is_htmx


@blueprint.route("/organisations/<uuid:organisation_id>/colleagues", methods=["GET", "POST"])
@requires(Permission.VIEW_ORGANISATION)
def colleagues(organisation_id: UUID) -> Response | str | tuple[str, int]:
    """List the members; a manager adds one by e-mail address."""
    form = ColleagueForm()
    form.offer()
    if form.validate_on_submit():
        try:
            joined = services.add_colleague(
                actor=current_actor(),
                organisation_id=organisation_id,
                email=form.email.data,
                role=form.role.data,
            )
        except DomainError as error:
            if error.status not in {409, 429}:
                raise
            show_errors(form, error, field="email")
        else:
            told = _("The colleague is a member now.") if joined else _("The invitation is on its way.")
            flash(told, "success")
            return _back(organisation_id)
    page = _page(organisation_id, form)
    return (page, 422) if request.method == "POST" else page


def _page(organisation_id: UUID, form: ColleagueForm) -> str:
    actor = current_actor()
    organisation = get_organisation(actor, organisation_id)
    template = "_colleagues.html" if is_htmx() else "colleagues.html"
    return render_template(
        f"contest/accounts/{template}",
        organisation=organisation,
        colleagues=queries.colleagues(actor, organisation_id),
        invited=queries.invited(actor, organisation_id),
        may_manage=policy.allows(actor, Permission.MANAGE_ORGANISATION, organisation),
        form=form,
    )


@blueprint.post("/organisations/<uuid:organisation_id>/colleagues/<uuid:user_id>/remove")
@requires(Permission.MANAGE_ORGANISATION)
def remove_colleague(organisation_id: UUID, user_id: UUID) -> Response:
    """End a membership."""
    try:
        services.remove_colleague(actor=current_actor(), organisation_id=organisation_id, user_id=user_id)
    except DomainError as error:
        if error.status != 409:
            raise
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("The membership has ended."), "success")
    if user_id == current_actor().user_id:
        return redirect(url_for("organisations.index"), 303)
    return _back(organisation_id)


@blueprint.post("/organisations/<uuid:organisation_id>/invitations/<uuid:invitation_id>/withdraw")
@requires(Permission.MANAGE_ORGANISATION)
def withdraw_invitation(organisation_id: UUID, invitation_id: UUID) -> Response:
    """Take back an invitation."""
    services.withdraw_invitation(
        actor=current_actor(), organisation_id=organisation_id, invitation_id=invitation_id
    )
    flash(_("The invitation is withdrawn."), "success")
    return _back(organisation_id)


def _back(organisation_id: UUID) -> Response:
    return redirect(url_for("organisations.show", organisation_id=organisation_id), 303)
