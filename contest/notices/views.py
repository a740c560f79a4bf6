"""The reader's notices and the ways they come by."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.notices import Category
from contest.notices import queries, services, wording
from contest.notices.domain import Channel, may_choose
from contest.notices.forms import PreferencesForm, as_data
from contest.permissions import Permission
from contest.texting.domain import mask_number
from contest.web.guards import current_actor, requires
from contest.web.pages import safe_next

blueprint = Blueprint("notices", __name__)
# Letters and messages of notices call these as well.
blueprint.add_app_template_global(wording.title, "notice_title")
blueprint.add_app_template_global(wording.body, "notice_body")


@blueprint.get("/notices")
@requires(Permission.OWN_NOTICES)
def index() -> str:
    """List the reader's notices, all or the unread."""
    unread = request.args.get("show") == "unread"
    page = queries.notices_of(current_actor(), unread=unread, page=request.args.get("page", 1, int))
    return render_template("contest/notices/index.html", page=page, unread=unread)


@blueprint.post("/notices/<uuid:notice_id>/open")
@requires(Permission.OWN_NOTICES)
def open_notice(notice_id: UUID) -> Response:
    """Note that the notice was seen and go where it leads."""
    notice = services.read(actor=current_actor(), notice_id=notice_id)
    return redirect(safe_next(notice.link, url_for("notices.index")), 303)


@blueprint.post("/notices/<uuid:notice_id>/read")
@requires(Permission.OWN_NOTICES)
def read(notice_id: UUID) -> Response:
    """Note that the notice was seen and stay."""
    services.read(actor=current_actor(), notice_id=notice_id)
    return redirect(safe_next(request.form.get("next"), url_for("notices.index")), 303)


@blueprint.post("/notices/read-all")
@requires(Permission.OWN_NOTICES)
def read_all() -> Response:
    """Note that everything was seen."""
    services.read_all(actor=current_actor())
    flash(_("All notices are marked as read."), "success")
    return redirect(url_for("notices.index"), 303)


@blueprint.route("/account/notices", methods=["GET", "POST"])
@requires(Permission.OWN_NOTICES)
def preferences() -> Response | str:
    """Show and keep by which ways which notices come."""
    actor = current_actor()
    form = PreferencesForm(data=as_data(queries.choices_of(actor)))
    if form.validate_on_submit():
        services.choose(actor=actor, choices=form.chosen())
        flash(_("Saved."), "success")
        return redirect(url_for("notices.preferences"), 303)
    reach = queries.reach_of(actor)
    return render_template(
        "contest/notices/preferences.html",
        form=form,
        reach=reach,
        number=mask_number(reach.number) if reach.number else "",
        categories=list(Category),
        channels=list(Channel),
        may_choose=may_choose,
    )
