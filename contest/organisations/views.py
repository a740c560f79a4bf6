"""Pages of organisations. Their people are a part of the page that accounts contributes."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.kernel.errors import Invalid
from contest.organisations import queries, services
from contest.organisations.domain import District, OrganisationKind
from contest.organisations.forms import OrganisationForm, filled
from contest.permissions import Permission
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import label

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")


@blueprint.get("")
@requires(Permission.VIEW_ORGANISATION)
def index() -> str:
    """List one's own organisations; for the office all of them."""
    actor = current_actor()
    kind = request.args.get("kind", "")
    return render_template(
        "contest/organisations/index.html",
        page=queries.organisations(
            actor,
            search=request.args.get("q", "")[:100],
            kind=OrganisationKind(kind) if kind in set(OrganisationKind) else None,
            page=request.args.get("page", 1, int),
        ),
        mine={item.id: item.role for item in queries.my_organisations(actor)},
        kinds=[(item.value, label(item)) for item in OrganisationKind],
        may_create=policy.holds(actor, Permission.CREATE_ORGANISATION),
    )


@blueprint.get("/panel")
@requires(Permission.VIEW_ORGANISATION)
def panel() -> str:
    """Show on the desk for whom the reader acts."""
    mine = queries.my_organisations(current_actor())
    return render_template("contest/organisations/_panel.html", mine=mine)


@blueprint.get("/<uuid:organisation_id>")
@requires(Permission.VIEW_ORGANISATION)
def show(organisation_id: UUID) -> str:
    """Show one organisation."""
    actor = current_actor()
    organisation = queries.get_organisation(actor, organisation_id)
    return render_template(
        "contest/organisations/show.html",
        organisation=organisation,
        district=label(District(organisation.district)) if organisation.district else "",
        may_manage=policy.allows(actor, Permission.MANAGE_ORGANISATION, organisation),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_ORGANISATION)
def create() -> Response | str | tuple[str, int]:
    """Enter an organisation into the register."""
    form = OrganisationForm()
    form.offer()
    if form.validate_on_submit():
        try:
            made = services.create_organisation(
                actor=current_actor(), kind=form.kind.data, data=form.entered()
            )
        except Invalid as error:
            show_errors(form, error)
        else:
            flash(_("The organisation is in the register. Add its people next."), "success")
            return redirect(url_for("organisations.show", organisation_id=made.id), 303)
    page = render_template("contest/organisations/edit.html", form=form, organisation=None)
    return (page, 422) if request.method == "POST" else page


@blueprint.route("/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
def edit(organisation_id: UUID) -> Response | str | tuple[str, int]:
    """Change an organisation's data."""
    organisation = queries.get_organisation(current_actor(), organisation_id)
    authorise(current_actor(), Permission.MANAGE_ORGANISATION, organisation)
    form = OrganisationForm(data=filled(organisation))
    del form.kind
    form.offer()
    if form.validate_on_submit():
        try:
            services.change_organisation(
                actor=current_actor(), organisation_id=organisation_id, data=form.entered()
            )
        except Invalid as error:
            show_errors(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("organisations.show", organisation_id=organisation_id), 303)
    page = render_template("contest/organisations/edit.html", form=form, organisation=organisation)
    return (page, 422) if request.method == "POST" else page
