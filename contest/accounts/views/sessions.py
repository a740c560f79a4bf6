"""One's own sessions: where one is signed in, and an end to a single one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from contest.accounts import queries, services
from contest.accounts.views.blueprint import blueprint
from contest.permissions import Permission
from contest.web.guards import current_actor, requires


@blueprint.get("/account/sessions")
@requires(Permission.OWN_ACCOUNT)
def own_sessions() -> str:
    """List the devices one is signed in on, this one first."""
    found = queries.sessions_of(current_actor(), current_user.session_id)
    return render_template("contest/accounts/sessions.html", sessions=found)


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@requires(Permission.OWN_ACCOUNT)
def end_session(session_id: UUID) -> Response:
    """End one of one's sessions; whoever ends the one at hand has to sign in again."""
    services.end_session(actor=current_actor(), session_id=session_id)
    if session_id == current_user.session_id:
        logout_user()
        flash(_("You are signed out on this device."), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    flash(_("That device is signed out."), "success")
    return redirect(url_for("accounts.own_sessions"), 303)
