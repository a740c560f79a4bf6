"""My data: what is held and why, a copy to take along, consents, closing the account; the privacy notice."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response as BaseResponse

from contest.accounts.domain import LockedOut
from contest.consents.domain import WORDINGS, Purpose
from contest.consents.queries import consents_of
from contest.exports import services as exports
from contest.exports.domain import KEPT, ExportState
from contest.exports.queries import ExportView, exports_of, get_export
from contest.exports.views import send
from contest.kernel.errors import Invalid
from contest.kernel.holdings import register
from contest.permissions import Permission
from contest.privacy import queries, services
from contest.privacy.asked import KIND
from contest.privacy.domain import LETTERS_KEPT, AccountInUse
from contest.privacy.forms import CloseForm
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import locale

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
@requires(Permission.BROWSE)
def notice() -> str:
    """Say what is held about people, what for and for how long."""
    return render_template(
        "contest/privacy/notice.html",
        holdings=register.holdings,
        wordings={purpose: WORDINGS[purpose][-1] for purpose in Purpose},
        letters_days=LETTERS_KEPT.days,
    )


@blueprint.get("/account/data")
@requires(Permission.OWN_ACCOUNT)
def mine() -> str:
    """Show what is held about the person."""
    return _page(CloseForm())


def _page(form: CloseForm) -> str:
    user_id = _me()
    return render_template(
        "contest/privacy/mine.html",
        held=queries.held_about(user_id),
        consents=consents_of(user_id),
        copies=_copies(),
        obstacles=queries.obstacles_of(user_id),
        form=form,
        days=KEPT.days,
    )


def _copies() -> list[tuple[ExportView, str]]:
    """Return one's own copies, each with why there is none: one that nobody works on any more has failed."""
    actor = current_actor()
    # A handful at most: what is being made is asked about one by one.
    found = [
        get_export(actor, KIND.name, one.id) if one.state is ExportState.MAKING else one
        for one in exports_of(actor, KIND.name)
    ]
    return [(one, describe(**one.refusal) if one.refusal else "") for one in found]


def _me() -> UUID:
    user_id = current_actor().user_id
    assert user_id is not None
    return user_id


@blueprint.post("/account/data/export")
@requires(Permission.OWN_ACCOUNT)
def ask() -> BaseResponse:
    """Ask for a copy."""
    exports.ask(actor=current_actor(), kind=KIND, about=_me(), locale=locale())
    flash(_("The copy is being made. A notice tells you when it is ready."), "success")
    return redirect(url_for("privacy.mine") + "#copies", 303)


@blueprint.post("/account/data/exports/<uuid:export_id>")
@requires(Permission.OWN_ACCOUNT)
def fetch(export_id: UUID) -> Response:
    """Send a copy. A POST, because that it was fetched is written down."""
    return send(KIND, export_id)


@blueprint.post("/account/data/close")
@requires(Permission.OWN_ACCOUNT)
def close() -> BaseResponse | tuple[str, int]:
    """Close the account for good."""
    form = CloseForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        services.close_account(
            actor=current_actor(), password=form.password.data or "", network=request.remote_addr or ""
        )
    except (Invalid, LockedOut, AccountInUse) as error:
        show_errors(form, error, field="password")
        return _page(form), 422
    logout_user()
    flash(_("Your account is closed and your data are erased."), "success")
    return redirect(url_for("home.index"), 303)
