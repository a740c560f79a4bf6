"""Records of a round: asked for, made by the worker, fetched, gone after a week."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select, update

from contest.kernel import audit, clock, jobs
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.kernel.errors import NotFound
from contest.kernel.storage import Storage
from contest.notices.services import notify
from judging.permissions import Permission
from judging.records.domain import KEPT, RecordBeyondRole, RecordKind, RecordOutdated
from judging.records.models import RoundRecord
from judging.records.queries import Scope, get_record, scope_of
from judging.rounds.models import Round
from judging.rounds.queries import get_round

MAKE = "judging.make_record"
END = "judging.end_records"
LARGEST = 512 * 1024 * 1024
# Writes the record of a request into a file; returns how many rows it holds, and what its reader may have.
Build = Callable[[RoundRecord, BinaryIO], tuple[int, Scope]]


def ask(*, actor: Actor, round_id: UUID, kind: RecordKind, locale: str) -> RoundRecord:
    """Ask for a record of a round; a notice says when it is there.

    Whoever is tied to an entry may ask too: what one is tied to is left out, and the file says so.
    """
    authorise(actor, Permission.EXPORT_RECORDS, get_round(actor, round_id))
    assert actor.user_id is not None
    row = RoundRecord(id=new_id(), kind=kind, asked_by=actor.user_id, round_id=round_id, locale=locale)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "round_record.requested", row, of=round_id, kind=kind)
    jobs.defer(MAKE, record_id=row.id)
    return row


def tell(*, record_id: UUID, done: int, total: int) -> None:
    """Say how far the work is, to whoever looks at the page while its transaction is still open."""
    with side_transaction() as side:
        side.execute(update(RoundRecord).where(RoundRecord.id == record_id).values(done=done, total=total))


def make(*, record_id: UUID, storage: Storage, build: Build) -> None:
    """Keep what `build` makes of a request; made twice is made once."""
    row = db.session.get(RoundRecord, record_id)
    if row is None or row.storage_key is not None:
        return
    with TemporaryFile() as file:
        rows, scope = build(row, file)
        file.seek(0)
        stored = storage.put(file, max_bytes=LARGEST)
    row = db.session.get_one(RoundRecord, record_id, with_for_update=True, populate_existing=True)
    if row.storage_key is not None:
        if row.storage_key != stored.key:  # made by another worker in the meantime
            storage.delete(stored.key)
        return
    row.storage_key, row.size = stored.key, stored.size
    row.left_out = sorted(map(str, scope.left_out))
    row.named, row.audited = scope.named, scope.audited and row.kind is RecordKind.AUDIT
    row.done = row.total = rows
    row.expires_at = clock.now() + KEPT
    audit.record(SYSTEM, "round_record.made", row, of=row.round_id, rows=rows, size=stored.size)
    notify(
        recipients=[row.asked_by],
        code="judging.record_ready",
        params={
            "round": db.session.get_one(Round, row.round_id).name.as_dict(),
            "rows": rows,
            "until_at": row.expires_at.isoformat(),
        },
        link=f"/records/{row.id}",
        once_key=f"round_record:{row.id}",
    )


def fetch(*, actor: Actor, record_id: UUID) -> RoundRecord:
    """Note that a record leaves, and return it.

    Asks again what its reader may read: a role may have ended since, or a tie appeared. Raises Forbidden,
    RecordBeyondRole, RecordOutdated, NotFound.
    """
    found = get_record(actor, record_id)
    if not found.ready:
        raise NotFound(kind="export")
    round_ = get_round(actor, found.round_id)
    authorise(actor, Permission.EXPORT_RECORDS, round_)
    row, may = db.session.get_one(RoundRecord, record_id), scope_of(actor, round_)
    if (row.named and not may.named) or (row.audited and not may.audited):
        raise RecordBeyondRole()
    if not may.left_out <= found.left_out:
        raise RecordOutdated()
    audit.record(actor, "round_record.fetched", row, of=row.round_id, rows=row.total)
    return row


def end_records(*, storage: Storage) -> int:
    """Remove the records whose week is over; return how many."""
    rows = db.session.execute(select(RoundRecord).where(RoundRecord.expires_at < clock.now())).scalars().all()
    for row in rows:
        if row.storage_key is not None:
            storage.delete(row.storage_key)
        db.session.delete(row)
    return len(rows)
