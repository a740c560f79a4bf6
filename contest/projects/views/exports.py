"""Lists of every answer for the office: asked for, watched while the worker makes them, fetched."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.views.blueprint import office_blueprint as blueprint
from contest.projects.views.office import chosen_season, wanted_of
from contest.web.guards import current_actor, requires
from contest.web.htmx import is_htmx
from contest.web.i18n import localdate, locale
from contest.web.sheets import TYPE


@blueprint.post("/office/project-exports")
@requires(Permission.LIST_PROJECTS)
def ask_answers() -> BaseResponse:
    """Ask for what the list shows with every answer that was handed in."""
    _seasons, book = chosen_season()
    if book is None:
        raise NotFound(kind="season")
    row = services.request_answers(actor=current_actor(), wanted=wanted_of(book), locale=locale())
    return redirect(url_for("project_office.answers", answer_export_id=row.id), 303)


@blueprint.get("/office/project-exports/<uuid:answer_export_id>")
@requires(Permission.LIST_PROJECTS)
def answers(answer_export_id: UUID) -> str:
    """Show how far a list is, then where to fetch it; the page asks again by itself while it is being made."""
    actor = current_actor()
    found = queries.get_answer_export(actor, answer_export_id)
    template = "contest/projects/_export.html" if is_htmx() else "contest/projects/export.html"
    return render_template(template, export=found, exports=queries.answer_exports(actor))


@blueprint.post("/office/project-exports/<uuid:answer_export_id>/file")
@requires(Permission.LIST_PROJECTS)
def fetch_answers(answer_export_id: UUID) -> Response:
    """Send a list. A POST, because that it was fetched is written down."""
    found = queries.get_answer_export(current_actor(), answer_export_id)
    if found.storage_key is None:
        raise NotFound(kind="export")
    name = _("answers")
    services.record_download(actor=current_actor(), export_id=found.id)
    return send_file(
        current_app.extensions["storage"].open(found.storage_key),
        mimetype=TYPE,
        as_attachment=True,
        download_name=f"{found.slug}-{name}-{localdate(found.created_at)}.xlsx",
        max_age=0,
    )
