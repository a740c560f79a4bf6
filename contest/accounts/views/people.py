"""The office's list of people: search, roles given and taken, accounts closed and opened."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.accounts import queries, services
from contest.accounts.domain import STAFF
from contest.accounts.forms import RoleForm
from contest.accounts.views.blueprint import blueprint
from contest.kernel.errors import DomainError
from contest.organisations.domain import District
from contest.permissions import Permission, Role
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import label

FILTERS = (Role.JUDGE, Role.BASE, Role.INVESTOR, Role.MENTOR, *STAFF)


@blueprint.get("/people")
@requires(Permission.MANAGE_ACCOUNTS)
def people() -> str:
    """List people, filtered by words and role."""
    role = request.args.get("role", "")
    wanted = Role(role) if role in set(FILTERS) else None
    found = queries.people(
        current_actor(),
        search=request.args.get("q", "")[:100],
        role=wanted,
        page=request.args.get("page", 1, int),
    )
    roles = [(item.value, label(item)) for item in FILTERS]
    return render_template("contest/accounts/people.html", page=found, roles=roles, role=wanted)


@blueprint.get("/people/panel")
@requires(Permission.MANAGE_ACCOUNTS)
def people_panel() -> str:
    """Show accounts in numbers on the administrator's desk."""
    return render_template(
        "contest/accounts/_people_panel.html", figures=queries.people_figures(current_actor())
    )


@blueprint.route("/people/<uuid:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def person(user_id: UUID) -> Response | str | tuple[str, int]:
    """Show one person; give a role."""
    actor = current_actor()
    form = RoleForm()
    form.offer()
    if form.validate_on_submit():
        district = form.district.data if form.role.data is Role.OFFICER else ""
        try:
            services.grant_role(actor=actor, user_id=user_id, role=form.role.data, district=district)
        except DomainError as error:
            if error.status != 409:
                raise
            show_errors(form, error, field="role")
        else:
            flash(_("The role is given. The person is told by letter."), "success")
            return redirect(url_for("accounts.person", user_id=user_id), 303)
    page = render_template(
        "contest/accounts/person.html",
        person=queries.get_person(actor, user_id),
        form=form,
        is_self=actor.user_id == user_id,
        districts={item.value: label(item) for item in District},
    )
    return (page, 422) if request.method == "POST" else page


@blueprint.post("/people/roles/<uuid:assignment_id>/withdraw")
@requires(Permission.MANAGE_ACCOUNTS)
def withdraw_role(assignment_id: UUID) -> Response:
    """Take a role away."""
    assignment = queries.get_assignment(current_actor(), assignment_id)
    user_id = assignment.user_id
    try:
        services.withdraw_role(actor=current_actor(), assignment=assignment)
    except DomainError as error:
        if error.status != 409:
            raise
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("The role is withdrawn."), "success")
    return redirect(url_for("accounts.person", user_id=user_id), 303)


@blueprint.post("/people/<uuid:user_id>/close")
@requires(Permission.MANAGE_ACCOUNTS)
def close(user_id: UUID) -> Response:
    """Close an account: its sessions and tokens end at once."""
    services.disable(actor=current_actor(), user_id=user_id)
    undo = {"message": _("The account is closed."), "url": url_for("accounts.open_again", user_id=user_id)}
    flash(undo, "undo")  # type: ignore[arg-type]
    return redirect(url_for("accounts.person", user_id=user_id), 303)


@blueprint.post("/people/<uuid:user_id>/open")
@requires(Permission.MANAGE_ACCOUNTS)
def open_again(user_id: UUID) -> Response:
    """Open a closed account again."""
    services.enable(actor=current_actor(), user_id=user_id)
    flash(_("The account is open again."), "success")
    return redirect(url_for("accounts.person", user_id=user_id), 303)
