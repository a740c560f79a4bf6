"""Sign in and out."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from contest.accounts import queries, services, sessions
from contest.accounts.domain import DEMO_PASSWORD, BadCredentials, LockedOut
from contest.accounts.forms import SignInForm
from contest.accounts.queries import PersonRow
from contest.accounts.views.blueprint import blueprint, is_demo
from contest.permissions import Permission, Role
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.pages import safe_next


@blueprint.route("/account/sign-in", methods=["GET", "POST"])
@requires(Permission.BROWSE)
def sign_in() -> Response | str | tuple[str, int]:
    """Begin a session, and go on to where the person wanted to be."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if request.method == "GET":
        return redirect(_onward(form), 303) if current_user.is_authenticated else _page(form)
    status = 422
    if form.validate():
        try:
            user = services.sign_in(
                email=form.email.data, password=form.password.data, network=request.remote_addr or ""
            )
        except (BadCredentials, LockedOut) as error:
            show_errors(form, error)
            status = error.status
        else:
            sessions.begin(user, remember=form.remember.data)
            return redirect(_onward(form), 303)
    return _page(form), status


@blueprint.post("/account/sign-out")
@requires(Permission.BROWSE)
def sign_out() -> Response:
    """End the session on this device, and in every copy of its cookie."""
    if current_user.is_authenticated and current_user.session_id is not None:
        services.sign_out(actor=current_actor(), session_id=current_user.session_id)
    chosen = session.get("locale")
    logout_user()
    forget_remembered = session.get("_remember")
    session.clear()
    session.update(
        {key: value for key, value in (("locale", chosen), ("_remember", forget_remembered)) if value}
    )
    return redirect(url_for("home.index"), 303)


def _onward(form: SignInForm) -> str:
    return safe_next(form.next.data, url_for("home.desk"))


def _page(form: SignInForm) -> str:
    people = _one_of_each(queries.demo_people()) if is_demo() else {}
    return render_template(
        "contest/accounts/sign_in.html", form=form, people=people, demo_password=DEMO_PASSWORD
    )


def _one_of_each(people: list[PersonRow]) -> dict[Role, PersonRow]:
    """Return one person per role; whoever holds no role but a proved address is an entrepreneur."""
    found: dict[Role, PersonRow] = {}
    for person in people:
        for role in person.roles or (Role.ENTREPRENEUR,):
            found.setdefault(role, person)
    return {role: found[role] for role in Role if role in found}
