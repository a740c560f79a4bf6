"""Sign in by a code that is sent to an address or a number, in the browser that asked for it."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from contest.accounts import services, sessions
from contest.accounts.domain import CodeWrong, TooManyCodes
from contest.accounts.forms import AskCodeForm, CodeForm
from contest.accounts.views.blueprint import blueprint, is_demo
from contest.permissions import Permission
from contest.texting.domain import NumberInvalid
from contest.web.forms import show_errors
from contest.web.guards import requires
from contest.web.pages import safe_next

ASKED = "asked_code"


@blueprint.route("/account/sign-in/code", methods=["GET", "POST"])
@requires(Permission.BROWSE)
def ask_code() -> Response | str | tuple[str, int]:
    """Ask for a code. The answer is the same whether somebody has the address or number."""
    form = AskCodeForm(data={"next": request.args.get("next", "")})
    if current_user.is_authenticated:
        return redirect(url_for("home.desk"), 303)
    status = 200 if request.method == "GET" else 422
    if form.validate_on_submit():
        typed = form.contact.data.strip()
        try:
            code_id = services.ask_for_code(typed=typed, network=request.remote_addr or "")
        except (NumberInvalid, TooManyCodes) as error:
            show_errors(form, error, field="contact")
            status = error.status
        else:
            # Only this browser's signed cookie knows which code it asked for.
            session[ASKED] = {"id": str(code_id), "to": typed, "next": form.next.data or ""}
            return redirect(url_for("accounts.enter_code"), 303)
    return render_template("contest/accounts/ask_code.html", form=form), status


@blueprint.route("/account/sign-in/code/enter", methods=["GET", "POST"])
@requires(Permission.BROWSE)
def enter_code() -> Response | str | tuple[str, int]:
    """Enter the code and begin a session."""
    asked = session.get(ASKED)
    if not asked:
        return redirect(url_for("accounts.ask_code"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            user = services.sign_in_with_code(
                code_id=UUID(asked["id"]),
                code=form.code.data,
                typed=asked["to"],
                secret=str(current_app.secret_key),
            )
        except CodeWrong as error:
            show_errors(form, error, field="code")
        else:
            sessions.begin(user)
            return redirect(safe_next(asked["next"], url_for("home.desk")), 303)
    page = render_template("contest/accounts/enter_code.html", form=form, to=asked["to"], demo=is_demo())
    return (page, 422) if request.method == "POST" else page
