"""Files of a project: upload by a plain form, download, look at them, take out and back, have them read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.documents import queries as document_queries
from contest.documents.domain import ReadingState
from contest.documents.domain.photographs import MOST_BYTES
from contest.documents.queries import ReadingView, UploadView
from contest.documents.texts import TROUBLES
from contest.entry_forms.domain import FieldSpec
from contest.kernel.access import authorise
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.domain.vocabulary import takes_photographs
from contest.projects.downloads import file_response
from contest.projects.queries import FileView, ProjectView
from contest.projects.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import sentences


@blueprint.post("/projects/<uuid:project_id>/files")
@requires(Permission.EDIT_PROJECT)
def upload(project_id: UUID) -> BaseResponse:
    """Keep an uploaded file; go back to its section with a plain word when it cannot be accepted."""
    actor = current_actor()
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.EDIT_PROJECT, project.access)
    kind = request.form.get("kind", "")
    try:
        file = _attach(project_id, kind)
    except Invalid as error:
        flash(sentences(*field_messages(error).values()), "error")
    else:
        flash(_("%(name)s is uploaded.", name=file.filename), "success")
    return redirect(place_of(project, kind), 303)


def _attach(project_id: UUID, kind: str) -> FileView:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(FieldError("file", "file_required"))
    row = services.attach_file(
        actor=current_actor(),
        project_id=project_id,
        kind=kind,
        filename=sent.filename,
        stream=sent.stream,  # type: ignore[arg-type]
        storage=current_app.extensions["storage"],
        max_bytes=max_bytes(),
    )
    return queries.get_file(project_id, row.id)


def max_bytes() -> int:
    """Return how large a file may be."""
    limit: int = current_app.extensions["settings"].files.max_bytes
    return limit


def place_of(project: ProjectView, kind: str) -> str:
    """Return where in the form a kind of file is uploaded; its beginning for one the form does not ask."""
    known = kind in {spec.code for spec in project.form.files}
    section = project.form.section_of(kind) if known else project.form.sections[-1]
    anchor = f"#field-{kind}" if known else ""
    return url_for("projects.step", project_id=project.id, step=section.code) + anchor


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one file of the form: the file, how reading it stands, an upload of the reader's that stopped.

    `trouble` says why it could not be read; `found` counts the proposals it makes.
    """

    spec: FieldSpec
    file: FileView | None
    reading: ReadingView | None
    trouble: str
    stopped: UploadView | None
    found: int
    max_bytes: int

    @property
    def photographs(self) -> bool:
        return takes_photographs(self.spec.code)

    @property
    def photograph_mb(self) -> int:
        return min(MOST_BYTES, self.max_bytes) // 2**20

    @property
    def waiting(self) -> bool:
        return self.reading is not None and self.reading.state is ReadingState.WAITING


def slots_of(project: ProjectView, specs: Sequence[FieldSpec]) -> dict[str, Slot]:
    """Return the places of these file fields by code; four statements whatever their number, none without any."""
    if not specs:
        return {}
    readings = document_queries.readings_of([file.sha256 for file in project.files])
    under_way = document_queries.under_way(project.id, current_actor().user_id)
    found = queries.proposals_of(project)
    slots = {}
    for spec in specs:
        file = project.file(spec.code)
        reading = readings.get(file.sha256) if file else None
        slots[spec.code] = Slot(
            spec=spec,
            file=file,
            reading=reading,
            trouble=trouble_text(reading),
            stopped=under_way.get(spec.code),
            found=sum(file is not None and proposal.sha256 == file.sha256 for proposal in found),
            max_bytes=max_bytes(),
        )
    return slots


def trouble_text(reading: ReadingView | None) -> str:
    """Return why a file could not be read, in the reader's language; empty when it was, or will be."""
    if reading is None or reading.trouble is None:
        return ""
    return str(TROUBLES[reading.trouble]) % {"limit": reading.limit}


@blueprint.get("/projects/<uuid:project_id>/file-slots/<slot>")
@requires(Permission.EDIT_PROJECT)
def slot(project_id: UUID, slot: str) -> str:
    """Show the place of one file; the form asks again while the file is being read and after an upload."""
    actor = current_actor()
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.EDIT_PROJECT, project.access)
    spec = next((spec for spec in project.form.files if spec.code == slot), None)
    if spec is None:
        raise NotFound(kind="file")
    ready = queries.readiness(project, season_queries.rulebook(project.season_id))
    return render_template(
        "contest/projects/file_slot.html", project=project, ready=ready, slot=slots_of(project, [spec])[slot]
    )


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
    """Send a PDF for the frame of its page, or a photograph; anything else as an attachment."""
    return file_response(current_app.extensions["storage"], _permitted(project_id, file_id), inline=True)


@blueprint.get("/projects/<uuid:project_id>/files/<uuid:file_id>/view")
@requires(Permission.READ_PLAN)
def view_file(project_id: UUID, file_id: UUID) -> str:
    """Show a PDF or a photograph in a page, and the text of any file for those who cannot see it there."""
    file = _permitted(project_id, file_id)
    project = queries.get_project(current_actor(), project_id)
    reading = document_queries.readings_of([file.sha256]).get(file.sha256)
    return render_template(
        "contest/projects/file.html",
        project=project,
        file=file,
        reading=reading,
        trouble=trouble_text(reading),
        pages=document_queries.pages_of(file.sha256)
        if reading and reading.state is ReadingState.DONE
        else (),
    )


@blueprint.post("/projects/<uuid:project_id>/files/<uuid:file_id>/read")
@requires(Permission.EDIT_PROJECT)
def read_again(project_id: UUID, file_id: UUID) -> BaseResponse:
    """Have a file read once more that could not be."""
    project = queries.get_project(current_actor(), project_id)
    file = queries.get_file(project_id, file_id)
    services.read_again(actor=current_actor(), project_id=project_id, file_id=file_id)
    return redirect(place_of(project, file.kind), 303)


@blueprint.post("/projects/<uuid:project_id>/files/<uuid:file_id>/remove")
@requires(Permission.EDIT_PROJECT)
def remove(project_id: UUID, file_id: UUID) -> BaseResponse:
    """Take a file out, with a way back."""
    project = queries.get_project(current_actor(), project_id)
    kind = queries.get_file(project_id, file_id).kind
    services.remove_file(actor=current_actor(), project_id=project_id, file_id=file_id)
    undo = url_for("projects.restore", project_id=project_id, file_id=file_id)
    flash({"message": _("The file is taken out of the project."), "url": undo}, "undo")  # type: ignore[arg-type]
    return redirect(place_of(project, kind), 303)


@blueprint.post("/projects/<uuid:project_id>/files/<uuid:file_id>/restore")
@requires(Permission.EDIT_PROJECT)
def restore(project_id: UUID, file_id: UUID) -> BaseResponse:
    """Take a file back into use."""
    project = queries.get_project(current_actor(), project_id)
    kind = queries.get_file(project_id, file_id).kind
    services.restore_file(actor=current_actor(), project_id=project_id, file_id=file_id)
    flash(_("The file is back in the project."), "success")
    return redirect(place_of(project, kind), 303)
