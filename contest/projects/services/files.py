"""Attach files to a project, take them out and back, have them read once more."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import update

from contest.documents import services as documents
from contest.documents.domain import (
    PHOTOGRAPHS,
    DocumentType,
    FileRefused,
    detect,
    is_encrypted_office,
    safe_name,
    without_traces,
)
from contest.entry_forms import queries as form_queries
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.kernel.keeping import keep
from contest.kernel.storage import Storage, StoredFile
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain.vocabulary import takes_photographs
from contest.projects.models import Project, ProjectFile
from contest.projects.services.editing import ensure_editable


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes that are in the store already, and what they are."""

    stored: StoredFile
    document: DocumentType


def attach_file(
    *,
    actor: Actor,
    project_id: UUID,
    kind: str,
    filename: str,
    stream: BinaryIO,
    storage: Storage,
    max_bytes: int,
) -> ProjectFile:
    """Keep an uploaded document or photograph, told by its content; an older one of the kind is kept as replaced.

    `kind` is the code of a file field of the season's form; `stream` must be seekable. The worker then reads the
    text. Raises FileRefused, Invalid for one too large or of no such kind, and what saving a field raises.
    """
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    # Written before the row is locked: a slow upload must not hold up the other members.
    taken = take_in(stream, kind=kind, storage=storage, max_bytes=max_bytes)
    project = queries.locked(project_id)
    return add_file(actor=actor, project=project, kind=kind, filename=filename, taken=taken)


def take_in(stream: BinaryIO, *, kind: str, storage: Storage, max_bytes: int) -> Taken:
    """Put the bytes of a seekable stream into the store if they are what a project may hold; raise FileRefused.

    Of a photograph everything is left out that tells where, when and with what it was taken: the stored bytes,
    whose digest the receipt shows, are not those that were sent.
    """
    document = detect(stream)
    if document is None:
        code = "file_password" if is_encrypted_office(stream) else "file_type_refused"
        raise FileRefused(FieldError("file", code))
    if document in PHOTOGRAPHS:
        if not takes_photographs(kind):
            raise FileRefused(FieldError("file", "photograph_not_here"))
        with tempfile.TemporaryFile() as clean:
            without_traces(stream, clean)
            return Taken(keep(storage, clean, max_bytes=max_bytes), document)
    return Taken(keep(storage, stream, max_bytes=max_bytes), document)


def ensure_file_field(project: Project, kind: str) -> None:
    """Raise Invalid unless the season's form has a file field of this code."""
    form = form_queries.current_form(project.season_id)
    if kind not in {spec.code for spec in form.files}:
        raise Invalid(FieldError("kind", "not_a_choice"))


def add_file(*, actor: Actor, project: Project, kind: str, filename: str, taken: Taken) -> ProjectFile:
    """Make stored bytes the file of a locked project that the actor may edit, and have them read."""
    ensure_file_field(project, kind)
    now = ensure_editable(project, {kind})
    _retire(project.id, kind, now)
    stored = taken.stored
    file = ProjectFile(
        id=new_id(),
        project_id=project.id,
        kind=kind,
        filename=safe_name(filename, taken.document),
        content_type=taken.document.content_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        uploaded_by=actor.user_id,
    )
    db.session.add(file)
    db.session.flush()
    audit.record(actor, "project.file_attached", project, kind=kind, sha256=stored.sha256, size=stored.size)
    documents.request(sha256=file.sha256, storage_key=file.storage_key, content_type=file.content_type)
    return file


def remove_file(*, actor: Actor, project_id: UUID, file_id: UUID) -> None:
    """Take a file out of the project; its row and bytes stay."""
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    file = queries.get_file(project_id, file_id)
    now = ensure_editable(project, {file.kind})
    _set_retired(file_id, now)
    audit.record(actor, "project.file_removed", project, kind=file.kind, sha256=file.sha256)


def restore_file(*, actor: Actor, project_id: UUID, file_id: UUID) -> None:
    """Take a removed or replaced file into use again, in place of the present one of its kind."""
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    file = queries.get_file(project_id, file_id)
    now = ensure_editable(project, {file.kind})
    _retire(project_id, file.kind, now)
    _set_retired(file_id, None)
    audit.record(actor, "project.file_restored", project, kind=file.kind, sha256=file.sha256)


def read_again(*, actor: Actor, project_id: UUID, file_id: UUID) -> None:
    """Have a file read once more whose text could not be read; raise NothingToRetry for any other.

    Reading changes nothing of the project, so the deadline does not matter.
    """
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    documents.retry(actor=actor, sha256=queries.get_file(project_id, file_id).sha256)


def _retire(project_id: UUID, kind: str, now: datetime) -> None:
    db.session.execute(
        update(ProjectFile)
        .where(
            ProjectFile.project_id == project_id,
            ProjectFile.kind == kind,
            ProjectFile.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )


def _set_retired(file_id: UUID, moment: datetime | None) -> None:
    changed = db.session.execute(
        update(ProjectFile)
        .where(ProjectFile.id == file_id)
        .values(replaced_at=moment)
        .returning(ProjectFile.id)
    ).scalar_one_or_none()
    if changed is None:
        raise NotFound(kind="file")
