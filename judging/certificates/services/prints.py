"""All certificates of a round as one document: asked for, set by the worker, fetched, gone after a week."""

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
from judging.certificates.domain import PRINT_KEPT
from judging.certificates.models import CertificatePrint
from judging.certificates.queries import award_count, get_print
from judging.permissions import Permission
from judging.rounds.models import Round
from judging.rounds.queries import get_round

PRINT = "judging.print_certificates"
END = "judging.end_certificate_prints"
LARGEST = 512 * 1024 * 1024
# Sets the certificates of a request into a file; returns how many they are.
Build = Callable[[CertificatePrint, BinaryIO], int]


def ask_print(*, actor: Actor, round_id: UUID) -> CertificatePrint:
    """Ask for all certificates of a round as one document; a notice says when it is there. Raises NotFound."""
    authorise(actor, Permission.LIST_CERTIFICATES, get_round(actor, round_id))
    if not award_count(round_id):
        raise NotFound(kind="certificate")
    assert actor.user_id is not None
    row = CertificatePrint(id=new_id(), asked_by=actor.user_id, round_id=round_id)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "certificate_print.requested", row, of=round_id)
    jobs.defer(PRINT, print_id=row.id)
    return row


def tell(*, print_id: UUID, done: int, total: int) -> None:
    """Say how far the work is, to whoever looks at the page while its transaction is still open."""
    with side_transaction() as side:
        side.execute(
            update(CertificatePrint).where(CertificatePrint.id == print_id).values(done=done, total=total)
        )


def print_all(*, print_id: UUID, storage: Storage, build: Build) -> None:
    """Keep what `build` makes of a request; made twice is made once."""
    row = db.session.get(CertificatePrint, print_id)
    if row is None or row.storage_key is not None:
        return
    with TemporaryFile() as file:
        papers = build(row, file)
        file.seek(0)
        stored = storage.put(file, max_bytes=LARGEST)
    row = db.session.get_one(CertificatePrint, print_id, with_for_update=True, populate_existing=True)
    if row.storage_key is not None:
        if row.storage_key != stored.key:  # set by another worker in the meantime
            storage.delete(stored.key)
        return
    row.storage_key, row.size = stored.key, stored.size
    row.done = row.total = papers
    row.expires_at = clock.now() + PRINT_KEPT
    audit.record(SYSTEM, "certificate_print.made", row, of=row.round_id, papers=papers, size=stored.size)
    notify(
        recipients=[row.asked_by],
        code="certificate.print_ready",
        params={
            "round": db.session.get_one(Round, row.round_id).name.as_dict(),
            "papers": papers,
            "until_at": row.expires_at.isoformat(),
        },
        link=f"/certificate-prints/{row.id}",
        once_key=f"certificate_print:{row.id}",
    )


def fetch_print(*, actor: Actor, print_id: UUID) -> CertificatePrint:
    """Note that the certificates leave, and return where they lie; a role may have ended since. Raises NotFound."""
    found = get_print(actor, print_id)
    authorise(actor, Permission.LIST_CERTIFICATES, get_round(actor, found.round_id))
    if not found.ready:
        raise NotFound(kind="export")
    row = db.session.get_one(CertificatePrint, print_id)
    audit.record(actor, "certificate_print.fetched", row, of=row.round_id, papers=row.total)
    return row


def end_prints(*, storage: Storage) -> int:
    """Remove the documents whose week is over; return how many. Equal documents lie in the store once."""
    expired = select(CertificatePrint).where(CertificatePrint.expires_at < clock.now())
    rows = db.session.execute(expired).scalars().all()
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    for key in {row.storage_key for row in rows if row.storage_key is not None}:
        kept = select(CertificatePrint.id).where(CertificatePrint.storage_key == key).limit(1)
        if db.session.execute(kept).first() is None:
            storage.delete(key)
    return len(rows)
