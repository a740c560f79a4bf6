"""Uploads part by part: POST begins, PATCH brings a part, HEAD asks where to go on, POST …/finish makes the file.

The manners are those of the tus protocol: a part says where it begins (`Upload-Offset`), the answer where the
upload stands; 409 with the right offset when they differ. Every answer is JSON, errors are problem details.
"""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Response, current_app, jsonify, request, url_for
from werkzeug.exceptions import LengthRequired

from contest.documents import queries as document_queries
from contest.documents.domain import LARGEST_PART, Announced
from contest.documents.domain.uploads import FINGERPRINT_LIMIT
from contest.documents.queries import UploadView
from contest.kernel.access import authorise
from contest.kernel.errors import FieldError, Invalid
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.views.blueprint import blueprint
from contest.projects.views.files import max_bytes
from contest.web.guards import current_actor, requires

OFFSET = "Upload-Offset"
NAME_LIMIT = 300


@blueprint.post("/projects/<uuid:project_id>/uploads")
@requires(Permission.EDIT_PROJECT)
def begin_upload(project_id: UUID) -> tuple[Response, int]:
    """Begin: {kind, name, size, fingerprint} → 201 {url, offset, size}; the same file again → where it stopped."""
    queries.ensure_visible(current_actor(), project_id)
    upload = services.begin_upload(
        actor=current_actor(), project_id=project_id, announced=_announced(), max_bytes=max_bytes()
    )
    return _stands(upload, upload.received), 201


def _announced() -> Announced:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Invalid(FieldError("file", "file_required"))
    kind, name, size, fingerprint = (sent.get(key) for key in ("kind", "name", "size", "fingerprint"))
    fingerprint = fingerprint or ""
    if not isinstance(kind, str) or not isinstance(name, str) or not isinstance(fingerprint, str):
        raise Invalid(FieldError("file", "not_accepted"))
    if isinstance(size, bool) or not isinstance(size, int):
        raise Invalid(FieldError("file", "not_accepted"))
    return Announced(kind, name[:NAME_LIMIT], size, fingerprint[:FINGERPRINT_LIMIT])


@blueprint.get("/projects/<uuid:project_id>/uploads/<uuid:upload_id>")
@requires(Permission.EDIT_PROJECT)
def find_upload(project_id: UUID, upload_id: UUID) -> Response:
    """Say where an upload stands, in the body and (for HEAD) in `Upload-Offset`."""
    authorise(
        current_actor(),
        Permission.EDIT_PROJECT,
        queries.get_project(current_actor(), project_id).access,
    )
    upload = document_queries.get_upload(project_id, upload_id)
    return _stands(upload, upload.received)


@blueprint.patch("/projects/<uuid:project_id>/uploads/<uuid:upload_id>")
@requires(Permission.EDIT_PROJECT)
def receive_part(project_id: UUID, upload_id: UUID) -> Response:
    """Keep a part: the body's bytes, which begin at `Upload-Offset`."""
    queries.ensure_visible(current_actor(), project_id)
    if request.content_length is None:
        raise LengthRequired()
    request.max_content_length = LARGEST_PART
    offset = request.headers.get(OFFSET, "")
    if not offset.isdecimal() or len(offset) > 15:
        raise Invalid(FieldError("file", "not_accepted"))
    stands = services.receive_part(
        actor=current_actor(),
        project_id=project_id,
        upload_id=upload_id,
        offset=int(offset),
        length=request.content_length,
        stream=cast(BinaryIO, request.stream),
        storage=current_app.extensions["storage"],
    )
    response = jsonify(offset=stands)
    response.headers[OFFSET] = str(stands)
    return response


@blueprint.post("/projects/<uuid:project_id>/uploads/<uuid:upload_id>/finish")
@requires(Permission.EDIT_PROJECT)
def finish_upload(project_id: UUID, upload_id: UUID) -> Response:
    """Make the complete upload a file of the project: {id, name, size}."""
    queries.ensure_visible(current_actor(), project_id)
    file = services.finish_upload(
        actor=current_actor(),
        project_id=project_id,
        upload_id=upload_id,
        storage=current_app.extensions["storage"],
        max_bytes=max_bytes(),
    )
    return jsonify(id=str(file.id), name=file.filename, size=file.size)


@blueprint.delete("/projects/<uuid:project_id>/uploads/<uuid:upload_id>")
@requires(Permission.EDIT_PROJECT)
def cancel_upload(project_id: UUID, upload_id: UUID) -> tuple[str, int]:
    """Give an upload up."""
    queries.ensure_visible(current_actor(), project_id)
    services.cancel_upload(actor=current_actor(), project_id=project_id, upload_id=upload_id)
    return "", 204


def _stands(upload: UploadView, received: int) -> Response:
    body: dict[str, Any] = {
        "url": url_for("projects.find_upload", project_id=upload.project_id, upload_id=upload.id),
        "kind": upload.kind,
        "name": upload.filename,
        "size": upload.size,
        "offset": received,
        "finished": upload.file_id is not None,
    }
    response = jsonify(body)
    response.headers[OFFSET] = str(received)
    response.headers["Cache-Control"] = "no-store"
    return response
