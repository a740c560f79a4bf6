"""Files of a project: upload, download, look at a PDF, take out and back."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.access import authorise
from contest.kernel.errors import FieldError, Invalid
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.domain import FileKind
from contest.projects.downloads import file_response
from contest.projects.queries import FileView
from contest.projects.views.blueprint import blueprint
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires


@blueprint.post("/projects/<uuid:project_id>/files")
@requires(Permission.EDIT_PROJECT)
def upload(project_id: UUID) -> BaseResponse:
    """Keep an uploaded plan or deck; go back to the step with a plain word when it cannot be accepted."""
    actor = current_actor()
    authorise(actor, Permission.EDIT_PROJECT, queries.get_project(actor, project_id).access)
    back = redirect(url_for("projects.step", project_id=project_id, step="plan") + "#plan", 303)
    try:
        file = _attach(project_id)
    except Invalid as error:
        flash(" ".join(field_messages(error).values()), "error")
        return back
    flash(_("%(name)s is uploaded.", name=file.filename), "success")
    return back


def _attach(project_id: UUID) -> FileView:
    sent = request.files.get("file")
    kind = request.form.get("kind", "")
    if sent is None or not sent.filename:
        raise Invalid(FieldError("file", "file_required"))
    if kind not in set(FileKind):
        raise Invalid(FieldError("kind", "not_a_choice"))
    row = services.attach_file(
        actor=current_actor(),
        project_id=project_id,
        kind=FileKind(kind),
        filename=sent.filename,
        stream=sent.stream,  # type: ignore[arg-type]
        storage=current_app.extensions["storage"],
        max_bytes=current_app.extensions["settings"].files.max_bytes,
    )
    return queries.get_file(project_id, row.id)


def _permitted(project_id: UUID, file_id: UUID) -> FileView:
    actor = current_actor()
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.READ_PLAN, project.access)
    return queries.get_file(project_id, file_id)


@blueprint.get("/projects/<uuid:project_id>/files/<uuid:file_id>")
@requires(Permission.READ_PLAN)
def download(project_id: UUID, file_id: UUID) -> Response:
    """Send a file as an attachment."""
    return file_response(current_app.extensions["storage"], _permitted(project_id, file_id))


@blueprint.get("/projects/<uuid:project_id>/files/<uuid:file_id>/inline")
@requires(Permission.READ_PLAN)
def inline(project_id: UUID, file_id: UUID) -> Response:
    """Send a PDF for the frame of its page; anything else as an attachment."""
    return file_response(current_app.extensions["storage"], _permitted(project_id, file_id), inline=True)


@blueprint.get("/projects/<uuid:project_id>/files/<uuid:file_id>/view")
@requires(Permission.READ_PLAN)
def view_file(project_id: UUID, file_id: UUID) -> str:
    """Show a PDF in a page."""
    file = _permitted(project_id, file_id)
    project = queries.get_project(current_actor(), project_id)
    return render_template("contest/projects/file.html", project=project, file=file)


@blueprint.post("/projects/<uuid:project_id>/files/<uuid:file_id>/remove")
@requires(Permission.EDIT_PROJECT)
def remove(project_id: UUID, file_id: UUID) -> BaseResponse:
    """Take a file out, with a way back."""
    queries.ensure_visible(current_actor(), project_id)
    services.remove_file(actor=current_actor(), project_id=project_id, file_id=file_id)
    undo = url_for("projects.restore", project_id=project_id, file_id=file_id)
    flash({"message": _("The file is taken out of the project."), "url": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("projects.step", project_id=project_id, step="plan") + "#plan", 303)


@blueprint.post("/projects/<uuid:project_id>/files/<uuid:file_id>/restore")
@requires(Permission.EDIT_PROJECT)
def restore(project_id: UUID, file_id: UUID) -> BaseResponse:
    """Take a file back into use."""
    queries.ensure_visible(current_actor(), project_id)
    services.restore_file(actor=current_actor(), project_id=project_id, file_id=file_id)
    flash(_("The file is back in the project."), "success")
    return redirect(url_for("projects.step", project_id=project_id, step="plan") + "#plan", 303)
