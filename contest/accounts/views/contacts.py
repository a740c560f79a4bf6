"""One's further addresses and numbers."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.accounts import queries, services, sessions
from contest.accounts.domain import CodeWrong, ContactTaken, TooManyCodes
from contest.accounts.forms import CodeForm, ContactForm
from contest.accounts.models import UserEmail
from contest.accounts.views.blueprint import blueprint, is_demo, signed_in_user
from contest.kernel.errors import DomainError
from contest.permissions import Permission
from contest.texting.domain import mask_number
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires

PROVING = "proving"


@blueprint.route("/account/contacts", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def contacts() -> Response | str | tuple[str, int]:
    """List the addresses and numbers; add one, to which a code goes at once."""
    form = ContactForm()
    status = 200 if request.method == "GET" else 422
    if form.validate_on_submit():
        try:
            added = services.add_contact(actor=current_actor(), typed=form.contact.data)
            _send(added.id)
        except DomainError as error:
            if error.status not in {409, 422, 429}:
                raise
            show_errors(form, error, field="contact")
            status = error.status
        else:
            return redirect(url_for("accounts.prove_contact", contact_id=added.id), 303)
    page = render_template(
        "contest/accounts/contacts.html",
        form=form,
        user=signed_in_user(),
        contacts=queries.contacts_of(current_actor()),
    )
    return page, status


@blueprint.route("/account/contacts/<uuid:contact_id>/prove", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def prove_contact(contact_id: UUID) -> Response | str | tuple[str, int]:
    """Enter the code that was sent to an address or number."""
    contact = queries.get_own_contact(current_actor(), contact_id)
    form = CodeForm()
    code_id = session.get(PROVING, {}).get(str(contact_id))
    status = 200 if request.method == "GET" else 422
    if form.validate_on_submit() and code_id:
        try:
            services.prove_contact(
                actor=current_actor(),
                contact_id=contact_id,
                code_id=UUID(code_id),
                code=form.code.data,
                secret=str(current_app.secret_key),
            )
        except (CodeWrong, ContactTaken) as error:
            show_errors(form, error, field="code")
            status = error.status
        else:
            flash(_("Confirmed."), "success")
            return redirect(url_for("accounts.contacts"), 303)
    to = contact.email if isinstance(contact, UserEmail) else mask_number(contact.number)
    page = render_template(
        "contest/accounts/prove_contact.html",
        form=form,
        contact=contact,
        to=to,
        asked=bool(code_id),
        demo=is_demo(),
        by_text=not isinstance(contact, UserEmail),
    )
    return page, status


@blueprint.post("/account/contacts/<uuid:contact_id>/code")
@requires(Permission.OWN_ACCOUNT)
def send_contact_code(contact_id: UUID) -> Response:
    """Send a new code."""
    try:
        _send(contact_id)
    except TooManyCodes as error:
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("A new code is on its way."), "success")
    return redirect(url_for("accounts.prove_contact", contact_id=contact_id), 303)


def _send(contact_id: UUID) -> None:
    code_id = services.send_contact_code(
        actor=current_actor(), contact_id=contact_id, network=request.remote_addr or ""
    )
    session[PROVING] = {str(contact_id): str(code_id)}


@blueprint.post("/account/contacts/<uuid:contact_id>/remove")
@requires(Permission.OWN_ACCOUNT)
def remove_contact(contact_id: UUID) -> Response:
    """Forget an address or number."""
    services.remove_contact(actor=current_actor(), contact_id=contact_id)
    flash(_("Removed."), "success")
    return redirect(url_for("accounts.contacts"), 303)


@blueprint.post("/account/contacts/<uuid:contact_id>/main")
@requires(Permission.OWN_ACCOUNT)
def make_main(contact_id: UUID) -> Response:
    """Make a proved address the main one; other devices are signed out."""
    user = services.make_main(actor=current_actor(), contact_id=contact_id)
    sessions.begin(user)
    flash(_("Letters go to %(email)s from now on. The old address is told.", email=user.email), "success")
    return redirect(url_for("accounts.contacts"), 303)
