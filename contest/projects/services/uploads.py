"""Files that arrive part by part: for members of the team, while the project may be written."""

from __future__ import annotations

import tempfile
from typing import BinaryIO
from uuid import UUID

from contest.documents import queries as document_queries
from contest.documents import services as documents
from contest.documents.domain import LARGEST_PART, Announced
from contest.documents.queries import UploadView
from contest.kernel.access import Actor, authorise
from contest.kernel.errors import NotFound
from contest.kernel.storage import Storage
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.queries import FileView
from contest.projects.services.editing import ensure_editable
from contest.projects.services.files import add_file, ensure_file_field, take_in


def begin_upload(*, actor: Actor, project_id: UUID, announced: Announced, max_bytes: int) -> UploadView:
    """Begin an upload, or find the one of the same file again, and say where it stands.

    Raises Invalid for a size or kind that will not be accepted, and what saving a field raises.
    """
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    ensure_file_field(project, announced.kind)
    ensure_editable(project, {announced.kind})
    upload = documents.begin(actor=actor, project_id=project_id, announced=announced, max_bytes=max_bytes)
    return document_queries.view_of(upload)


def receive_part(
    *,
    actor: Actor,
    project_id: UUID,
    upload_id: UUID,
    offset: int,
    length: int,
    stream: BinaryIO,
    storage: Storage,
) -> int:
    """Keep one part and return where the upload stands; raise WrongOffset or Invalid.

    The body is read before the upload's row is locked: a slow line holds up nothing but itself.
    """
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    with tempfile.SpooledTemporaryFile(max_size=LARGEST_PART) as part:
        while chunk := stream.read(64 * 1024):
            part.write(chunk)
        part.seek(0)
        upload = documents.locked(project_id, upload_id)
        return documents.receive(upload=upload, offset=offset, length=length, stream=part, storage=storage)  # type: ignore[arg-type]


def finish_upload(
    *, actor: Actor, project_id: UUID, upload_id: UUID, storage: Storage, max_bytes: int
) -> FileView:
    """Make a complete upload a file of the project; asked twice, it is the same file.

    Raises Unfinished, FileRefused by the content, and what attaching a file raises.
    """
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    complete = document_queries.get_upload(project_id, upload_id)
    if complete.file_id is not None:
        return queries.get_file(project_id, complete.file_id)
    with tempfile.TemporaryFile() as whole:
        documents.assemble(upload=complete, storage=storage, target=whole)
        taken = take_in(whole, kind=complete.kind, storage=storage, max_bytes=max_bytes)
    project = queries.locked(project_id)
    upload = documents.locked(project_id, upload_id)
    if upload.file_id is not None:
        return queries.get_file(project_id, upload.file_id)
    file = add_file(actor=actor, project=project, kind=upload.kind, filename=upload.filename, taken=taken)
    documents.finish(upload=upload, file_id=file.id)
    return queries.get_file(project_id, file.id)


def cancel_upload(*, actor: Actor, project_id: UUID, upload_id: UUID) -> None:
    """Give up an upload; one that is finished is a file already and is not found."""
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    upload = documents.locked(project_id, upload_id)
    if upload.file_id is not None:
        raise NotFound(kind="upload")
    documents.drop(actor=actor, upload=upload)
