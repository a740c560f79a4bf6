"""Pages of announcements: read, write, preview with every recipient, send."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from contest.announcements import queries, services
from contest.announcements.domain import RecipientsChanged
from contest.announcements.forms import AnnouncementForm, filled
from contest.kernel.access import policy, require
from contest.kernel.errors import Invalid, NotFound, StaleVersion
from contest.kernel.paging import sliced
from contest.permissions import Permission
from contest.seasons import queries as season_queries
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires

blueprint = Blueprint("announcements", __name__)


@blueprint.get("/announcements")
@requires(Permission.BROWSE)
def index() -> str:
    """List what the reader may read: public ones, those that reached them, all for the office."""
    return render_template(
        "contest/announcements/index.html",
        page=queries.list_announcements(current_actor(), page=request.args.get("page", 1, type=int)),
        writes=policy.holds(current_actor(), Permission.ANNOUNCE),
    )


@blueprint.get("/announcements/<uuid:announcement_id>")
@requires(Permission.BROWSE)
def show(announcement_id: UUID) -> str:
    """Show one."""
    found = queries.get_announcement(current_actor(), announcement_id)
    return render_template(
        "contest/announcements/show.html",
        found=found,
        writes=policy.holds(current_actor(), Permission.ANNOUNCE) and found.sent_at is None,
    )


@blueprint.route("/office/announcements/new", methods=["GET", "POST"])
@requires(Permission.ANNOUNCE)
def create() -> Response | str | tuple[str, int]:
    """Begin one for the season that is on."""
    season = season_queries.current_season()
    if season is None:
        raise NotFound(kind="season")
    form = AnnouncementForm()
    form.offer(season_queries.rulebook(season.id))
    if request.method == "POST":
        try:
            found = services.begin(actor=current_actor(), season_id=season.id, words=form.words())
        except Invalid as error:
            show_errors(form, error)
            return render_template(
                "contest/announcements/edit.html", form=form, season=season, found=None
            ), 422
        return redirect(url_for("announcements.preview", announcement_id=found.id), 303)
    return render_template("contest/announcements/edit.html", form=form, season=season, found=None)


@blueprint.route("/office/announcements/<uuid:announcement_id>/edit", methods=["GET", "POST"])
@requires(Permission.ANNOUNCE)
def edit(announcement_id: UUID) -> Response | str | tuple[str, int]:
    """Change a draft."""
    found = queries.get_announcement(current_actor(), announcement_id)
    form = AnnouncementForm(data=filled(found)) if request.method == "GET" else AnnouncementForm()
    form.offer(season_queries.rulebook(found.season_id))
    season = season_queries.get_season(found.season_id)
    if request.method == "GET":
        return render_template("contest/announcements/edit.html", form=form, season=season, found=found)
    try:
        services.change(
            actor=current_actor(),
            announcement_id=announcement_id,
            version=request.form.get("version", 0, type=int),
            words=form.words(),
        )
    except (Invalid, StaleVersion) as error:
        show_errors(form, error)
        return render_template("contest/announcements/edit.html", form=form, season=season, found=found), 422
    return redirect(url_for("announcements.preview", announcement_id=announcement_id), 303)


@blueprint.get("/office/announcements/<uuid:announcement_id>/preview")
@requires(Permission.ANNOUNCE)
def preview(announcement_id: UUID) -> str:
    """Show the text and every recipient before anything leaves."""
    require(current_actor(), Permission.ANNOUNCE)
    found = queries.get_announcement(current_actor(), announcement_id)
    people = queries.recipients(found)
    return render_template(
        "contest/announcements/preview.html",
        found=found,
        page=sliced(people, number=request.args.get("page", 1, type=int), size=50),
        previewed=queries.fingerprint(people, found.version),
    )


@blueprint.post("/office/announcements/<uuid:announcement_id>/send")
@requires(Permission.ANNOUNCE)
def send(announcement_id: UUID) -> Response:
    """Send it to the people of the preview."""
    queries.get_announcement(current_actor(), announcement_id)
    try:
        count = services.send(
            actor=current_actor(),
            announcement_id=announcement_id,
            previewed=request.form.get("previewed", ""),
        )
    except RecipientsChanged as refusal:
        flash(describe(refusal.code, refusal.params), "warning")
        return redirect(url_for("announcements.preview", announcement_id=announcement_id), 303)
    flash(ngettext("Sent to %(num)s person.", "Sent to %(num)s people.", count), "success")
    return redirect(url_for("announcements.show", announcement_id=announcement_id), 303)
