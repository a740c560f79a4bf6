"""One's own account."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response

from contest.accounts import services, sessions
from contest.accounts.domain import LockedOut
from contest.accounts.forms import PasswordForm, ProfileForm
from contest.accounts.views.blueprint import blueprint, signed_in_user
from contest.kernel.errors import Invalid
from contest.organisations.queries import my_organisations
from contest.permissions import Permission, Role
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires


@blueprint.route("/account", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def account() -> Response | str | tuple[str, int]:
    """Show and change one's name, telephone and language."""
    user = signed_in_user()
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        services.change_profile(
            actor=current_actor(),
            name=form.name.data,
            name_en=form.name_en.data,
            phone=form.phone.data,
            locale=form.locale.data,
        )
        session["locale"] = form.locale.data
        flash(_("Saved."), "success")
        return redirect(url_for("accounts.account"), 303)
    held = current_actor().roles
    page = render_template(
        "contest/accounts/account.html",
        user=user,
        form=form,
        roles=[role for role in Role if role in held and role not in {Role.PUBLIC, Role.USER}],
        organisations=my_organisations(current_actor()),
    )
    return (page, 422) if request.method == "POST" else page


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def password() -> Response | str | tuple[str, int]:
    """Change the password; every other session ends, this one goes on."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            user = services.change_own_password(
                actor=current_actor(),
                current=form.current.data,
                password=form.password.data,
                network=request.remote_addr or "",
            )
        except (Invalid, LockedOut) as error:
            show_errors(form, error, field="current")
        else:
            sessions.begin(user)
            flash(_("Your password is changed. All other devices are signed out."), "success")
            return redirect(url_for("accounts.account"), 303)
    page = render_template("contest/accounts/password.html", form=form)
    return (page, 422) if request.method == "POST" else page


@blueprint.post("/account/sign-out-everywhere")
@requires(Permission.OWN_ACCOUNT)
def sign_out_everywhere() -> Response:
    """End one's sessions on all devices."""
    services.end_sessions(actor=current_actor())
    logout_user()
    flash(_("You are signed out on all devices."), "success")
    return redirect(url_for("accounts.sign_in"), 303)
