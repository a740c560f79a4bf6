"""One's own API tokens."""

from __future__ import annotations

from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.accounts import queries, services
from contest.accounts.forms import TokenForm
from contest.accounts.models import ApiToken
from contest.accounts.views.blueprint import blueprint
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.permissions import Permission
from contest.web.guards import current_actor, requires


@blueprint.route("/account/tokens", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def tokens() -> Response | str | tuple[str, int]:
    """List one's tokens and make a new one, whose text is shown this once."""
    form = TokenForm(data={"once": str(new_id())})
    form.offer()
    if request.method == "POST" and form.validate():
        return _make(form)
    page = render_template(
        "contest/accounts/tokens.html", form=form, tokens=queries.tokens_of(current_actor())
    )
    return (page, 422) if request.method == "POST" else page


def _make(form: TokenForm) -> Response:
    actor = current_actor()
    key = _key(form.once.data)
    if actor.user_id is None or db.session.get(ApiToken, key) is not None:
        flash(
            _("This token was made already; it is shown only once. Make another if you did not keep it."),
            "warning",
        )
        return redirect(url_for("accounts.tokens"), 303)
    token = services.issue_token(
        actor=actor, user_id=actor.user_id, name=form.name.data, days=form.days.data, token_id=key
    )
    page: FlaskResponse = make_response(
        render_template(
            "contest/accounts/token_made.html", token=token, name=form.name.data, days=form.days.data
        ),
        201,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _key(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return new_id()


@blueprint.post("/account/tokens/<uuid:token_id>/revoke")
@requires(Permission.OWN_ACCOUNT)
def revoke_token(token_id: UUID) -> Response:
    """End one of one's tokens."""
    actor = current_actor()
    services.revoke_token(actor=actor, token=queries.get_own_token(actor, token_id))
    flash(_("The token is revoked; it opens nothing any more."), "success")
    return redirect(url_for("accounts.tokens"), 303)
