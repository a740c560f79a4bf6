"""Read the text of files: asked for when a file comes in, done by the worker, tried again on request."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from contest.documents.domain import (
    BY_CONTENT_TYPE,
    Caps,
    Language,
    NothingToRetry,
    Reading,
    ReadingState,
    Trouble,
    find,
    language_of,
)
from contest.documents.models import DocumentFinding, DocumentPage, DocumentText, RefusedFinding
from contest.documents.queries import FILES
from contest.documents.reading import read_document
from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.inserting import insert_once
from contest.kernel.jobs import defer
from contest.kernel.locking import find_locked
from contest.kernel.storage import Storage

EXTRACT = "documents.extract"
CATCH_UP = "documents.catch_up"
# Letters and matches overtake files that wait: in a deadline hour hundreds of plans come in, each a second's work.
LOW_PRIORITY = -10
AT_ONCE = 40
ENOUGH_TO_GUESS = 20_000


def request(*, sha256: str, storage_key: str, content_type: str) -> None:
    """Have a file read by the worker, unless its content has been already."""
    file = {"storage_key": storage_key, "content_type": content_type}
    if insert_once(DocumentText, by="sha256", sha256=sha256, **file) is not None:
        _defer(sha256)


def _defer(sha256: str) -> None:
    defer(EXTRACT, queueing_lock=f"{EXTRACT} {sha256}", sha256=sha256)


def retry(*, actor: Actor, sha256: str) -> None:
    """Have a file read once more whose reading failed; raise NothingToRetry for any other."""
    row = find_locked(select(DocumentText).where(DocumentText.sha256 == sha256))
    if row is None or row.state is not ReadingState.FAILED:
        raise NothingToRetry()
    audit.record(actor, "document.retried", row, trouble=row.trouble)
    row.state, row.trouble, row.trouble_limit, row.finished_at = ReadingState.WAITING, None, None, None
    _defer(sha256)


def extract(*, sha256: str, storage: Storage, caps: Caps | None = None) -> None:
    """Read a waiting file in a process of its own; keep its pages and what they tell, or why there are none."""
    row = db.session.execute(select(DocumentText).where(DocumentText.sha256 == sha256)).scalar_one_or_none()
    if row is None or row.state is not ReadingState.WAITING:
        return
    try:
        with storage.open(row.storage_key) as stream:
            reading = read_document(stream, BY_CONTENT_TYPE[row.content_type], caps)
    except NotFound:
        reading = Reading(trouble=Trouble.MISSING)
    _keep(row, reading)
    audit.record(
        SYSTEM, "document.read", row, state=row.state, trouble=row.trouble, characters=row.characters
    )


def _keep(row: DocumentText, reading: Reading) -> None:
    row.state = ReadingState.FAILED if reading.trouble else ReadingState.DONE
    row.trouble, row.trouble_limit = reading.trouble, reading.limit
    row.language = None if reading.trouble else _language(reading)
    row.page_count, row.characters, row.cut = len(reading.pages), reading.characters, reading.cut
    row.finished_at = clock.now()
    db.session.flush()
    for part in (DocumentPage, DocumentFinding):
        db.session.execute(delete(part).where(part.document_id == row.id))
    pages = [
        {"document_id": row.id, "number": number, "text": text}
        for number, text in enumerate(reading.pages, 1)
    ]
    findings = [
        {"document_id": row.id, "path": found.path, "value": found.value, "page": found.page}
        for found in find(reading.pages)
    ]
    if pages:
        db.session.execute(insert(DocumentPage), pages)
    if findings:
        db.session.execute(insert(DocumentFinding), findings)


def _language(reading: Reading) -> Language:
    return language_of("\n".join(reading.pages)[:ENOUGH_TO_GUESS])


def catch_up() -> int:
    """Ask for the text of files in use that nobody asked for yet (imported, seeded, older than this feature).

    A few at a time; return how many. None are added before those that wait are done, so the queue stays short.
    """
    waiting = select(DocumentText.id).where(DocumentText.state == ReadingState.WAITING)
    if len(db.session.execute(waiting.limit(AT_ONCE)).all()) == AT_ONCE:
        return 0
    missing = (
        select(FILES.c.sha256, FILES.c.storage_key, FILES.c.content_type)
        .outerjoin(DocumentText, DocumentText.sha256 == FILES.c.sha256)
        .where(
            FILES.c.replaced_at.is_(None),
            FILES.c.content_type.in_(list(BY_CONTENT_TYPE)),
            DocumentText.id.is_(None),
        )
        .distinct()
        .limit(AT_ONCE)
    )
    rows = db.session.execute(missing).all()
    for row in rows:
        request(sha256=row.sha256, storage_key=row.storage_key, content_type=row.content_type)
    return len(rows)


def refuse_finding(*, actor: Actor, project_id: UUID, path: str, digest: str) -> None:
    """Never propose the value of this digest for this address again; saying no twice is saying it once."""
    db.session.execute(
        insert_or_skip(RefusedFinding)
        .values(project_id=project_id, path=path, digest=digest, refused_by=actor.user_id)
        .on_conflict_do_nothing()
    )


def erase(*, sha256: str, storage_key: str, storage: Storage) -> None:
    """Erase a file's text and bytes for good. The caller knows that nothing refers to them any more."""
    db.session.execute(delete(DocumentText).where(DocumentText.sha256 == sha256))
    storage.delete(storage_key)
