"""Take in a file part by part. Who may add to a project, and until when, is asked by the project's services."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select

from contest.documents.domain import (
    LARGEST_PART,
    MEMORY,
    PATIENCE,
    Announced,
    Unfinished,
    accept_part,
)
from contest.documents.models import Upload
from contest.documents.queries import UploadView
from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.jobs import defer
from contest.kernel.locking import find_locked, get_locked
from contest.kernel.storage import PartsMissing, Storage

DROP_PARTS = "documents.drop_parts"
SWEEP = "documents.sweep_uploads"


def begin(*, actor: Actor, project_id: UUID, announced: Announced, max_bytes: int) -> Upload:
    """Begin an upload, or go on with the one of the same file; another one under way for the same place ends.

    The project's row must be locked. Raises Invalid before a byte has travelled.
    """
    announced.check(max_bytes=max_bytes)
    before = find_locked(
        select(Upload).where(
            Upload.project_id == project_id,
            Upload.kind == announced.kind,
            Upload.begun_by == actor.user_id,
            Upload.file_id.is_(None),
        )
    )
    if before is not None and _same(before, announced):
        return before
    if before is not None:
        drop(actor=actor, upload=before)
    upload = Upload(
        id=new_id(),
        project_id=project_id,
        kind=announced.kind,
        filename=announced.filename,
        size=announced.size,
        received=0,
        fingerprint=announced.fingerprint,
        begun_by=actor.user_id,
    )
    db.session.add(upload)
    db.session.flush()
    audit.record(actor, "upload.begun", upload, project=project_id, kind=upload.kind, size=upload.size)
    return upload


def _same(upload: Upload, announced: Announced) -> bool:
    known = (upload.fingerprint, upload.size, upload.filename)
    return announced.fingerprint != "" and known == (
        announced.fingerprint,
        announced.size,
        announced.filename,
    )


def locked(project_id: UUID, upload_id: UUID) -> Upload:
    """Return an upload as stored now with its row locked: parts come one at a time. Raises NotFound."""
    query = select(Upload).where(Upload.id == upload_id, Upload.project_id == project_id)
    return get_locked(query, kind="upload")


def receive(*, upload: Upload, offset: int, length: int, stream: BinaryIO, storage: Storage) -> int:
    """Keep a part of a locked upload and return where it stands now.

    The part is stored before the row says so: killed in between, the same part is sent again and replaces it.
    Raises WrongOffset or Invalid.
    """
    accept_part(offset=offset, received=upload.received, length=length, size=upload.size)
    upload.received += storage.put_part(upload.id, offset, stream, max_bytes=LARGEST_PART)
    upload.updated_at = clock.now()
    return upload.received


def assemble(*, upload: Upload | UploadView, storage: Storage, target: BinaryIO) -> None:
    """Write the whole file into `target`, rewound. Raises Unfinished, or PartsMissing when the store lost a part."""
    if upload.received < upload.size:
        raise Unfinished(offset=upload.received)
    if storage.join_parts(upload.id, target) != upload.size:
        raise PartsMissing()
    target.seek(0)


def finish(*, upload: Upload, file_id: UUID) -> None:
    """Note which file the upload became; its parts are erased once that is certain."""
    upload.file_id, upload.updated_at = file_id, clock.now()
    defer(DROP_PARTS, upload_id=upload.id)


def drop(*, actor: Actor, upload: Upload) -> None:
    """Forget an upload that will not be finished; its parts are erased by a job, once that is certain."""
    audit.record(actor, "upload.dropped", upload, kind=upload.kind, received=upload.received)
    defer(DROP_PARTS, upload_id=upload.id)
    db.session.execute(delete(Upload).where(Upload.id == upload.id))
    db.session.expunge(upload)


def drop_parts(*, upload_id: UUID, storage: Storage) -> None:
    """Erase what an ended upload left in the store; one still under way keeps it."""
    row = db.session.execute(select(Upload.file_id).where(Upload.id == upload_id)).one_or_none()
    if row is None or row.file_id is not None:
        storage.drop_parts(upload_id)


def sweep() -> int:
    """Forget uploads nobody went on with, and finished ones after a while; return how many were abandoned."""
    now = func.clock_timestamp()
    over = or_(
        and_(Upload.file_id.is_(None), Upload.updated_at < now - PATIENCE),
        and_(Upload.file_id.is_not(None), Upload.updated_at < now - MEMORY),
    )
    rows = db.session.execute(select(Upload).where(over).with_for_update(skip_locked=True)).scalars().all()
    abandoned = [upload for upload in rows if upload.file_id is None]
    for upload in abandoned:
        drop(actor=SYSTEM, upload=upload)
    done = [upload.id for upload in rows if upload.file_id is not None]
    db.session.execute(delete(Upload).where(Upload.id.in_(done)))
    return len(abandoned)
