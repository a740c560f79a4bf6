"""Register, prove the address, set a forgotten password anew."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from contest.accounts import services
from contest.accounts.domain import TooManyLetters
from contest.accounts.forms import ForgotForm, RegisterForm, ResetForm
from contest.accounts.links import RESET, VERIFY, read_link
from contest.accounts.views.blueprint import blueprint, is_demo, signed_in_user
from contest.kernel.errors import Invalid
from contest.permissions import Permission
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import locale
from contest.web.pages import safe_next


@blueprint.route("/account/register", methods=["GET", "POST"])
@requires(Permission.BROWSE)
def register() -> Response | str | tuple[str, int]:
    """Make an account. The answer is the same whether the address has one already."""
    form = RegisterForm()
    if wanted := safe_next(request.args.get("next"), ""):
        # Kept until the address is proved, which happens through a letter: an invitation waits there.
        session["next"] = wanted
    if form.validate_on_submit():
        try:
            services.register(
                actor=current_actor(),
                email=form.email.data,
                name=form.name.data,
                password=form.password.data,
                locale=locale(),
            )
        except Invalid as error:
            show_errors(form, error)
        else:
            session["letter_to"] = form.email.data
            return redirect(url_for("accounts.letter_sent"), 303)
    page = render_template("contest/accounts/register.html", form=form)
    return (page, 422) if request.method == "POST" else page


@blueprint.get("/account/letter-sent")
@requires(Permission.BROWSE)
def letter_sent() -> str:
    """Say where to look now."""
    return render_template(
        "contest/accounts/letter_sent.html", to=session.get("letter_to", ""), demo=is_demo()
    )


@blueprint.route("/account/verify/<token>", methods=["GET", "POST"])
@requires(Permission.BROWSE)
def verify(token: str) -> Response | str:
    """Confirm an address: the link shows this page, its button confirms (programs that follow links do not)."""
    user = read_link(VERIFY, token)
    if request.method == "GET":
        return render_template("contest/accounts/verify.html", user=user)
    services.verify_email(user=user)
    flash(_("Your e-mail address is confirmed."), "success")
    here = current_user.is_authenticated and current_user.user_id == user.id
    wanted = session.pop("next", None)
    if here:
        return redirect(safe_next(wanted, url_for("home.desk")), 303)
    return redirect(url_for("accounts.sign_in", next=wanted), 303)


@blueprint.post("/account/verify-again")
@requires(Permission.OWN_ACCOUNT)
def send_again() -> Response:
    """Send the letter with the link once more."""
    try:
        services.send_verification_again(user=signed_in_user())
    except TooManyLetters as error:
        flash(describe(error.code, error.params), "warning")
    else:
        flash(_("The letter is on its way to %(email)s.", email=current_user.email), "success")
    return redirect(url_for("home.desk"), 303)


@blueprint.route("/account/forgot", methods=["GET", "POST"])
@requires(Permission.BROWSE)
def forgot() -> Response | str | tuple[str, int]:
    """Ask for a reset link. The answer is the same whether the address has an account."""
    form = ForgotForm()
    if form.validate_on_submit():
        services.ask_for_reset(email=form.email.data)
        session["letter_to"] = form.email.data
        return redirect(url_for("accounts.letter_sent"), 303)
    page = render_template("contest/accounts/forgot.html", form=form)
    return (page, 422) if request.method == "POST" else page


@blueprint.route("/account/reset/<token>", methods=["GET", "POST"])
@requires(Permission.BROWSE)
def reset(token: str) -> Response | str | tuple[str, int]:
    """Set a new password through the letter's link, which works once."""
    user = read_link(RESET, token)
    form = ResetForm()
    if form.validate_on_submit():
        try:
            services.reset_password(user=user, password=form.password.data)
        except Invalid as error:
            show_errors(form, error)
        else:
            flash(_("Your new password is set. Please sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("contest/accounts/reset.html", form=form, user=user)
    return (page, 422) if request.method == "POST" else page
