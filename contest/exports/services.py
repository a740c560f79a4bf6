"""Files are asked for, made or refused by the worker, fetched, and gone after a week."""

from __future__ import annotations

from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from contest.accounts.queries import find_account, get_locked_user
from contest.exports.domain import END, KEPT, MAKE, ExportKind, ExportState, Made
from contest.exports.models import Export
from contest.exports.queries import ExportView, exports_of, get_export, is_over
from contest.kernel import audit, clock, jobs
from contest.kernel.access import ANONYMOUS, SYSTEM, Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.kernel.erasing import erase_after_commit
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.kernel.keeping import keep
from contest.kernel.locking import find_locked
from contest.kernel.storage import Storage, StoredFile
from contest.notices.services import notify

__all__ = ["END", "MAKE", "ask", "end", "end_of", "fetch", "make", "tell"]


def ask(
    *,
    actor: Actor,
    kind: ExportKind,
    about: UUID,
    locale: str,
    wanted: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Export:
    """Ask for a file, or go on with the one there is (`again_after`); a notice says when it is there.

    `facts` go into the log. Raises what `check` of the kind does.
    """
    assert actor.user_id is not None
    row = Export(id=new_id(), kind=kind.name, asked_by=actor.user_id, about=about, locale=locale)
    row.wanted, row.kept = dict(wanted or {}), {}
    kind.check(actor, row)
    if (before := _at_hand(actor, kind, about)) is not None:
        return before
    db.session.add(row)
    db.session.flush()
    audit.record(actor, kind.deeds.requested, row, **_of(row), **(facts or {}))
    jobs.defer(MAKE, export_id=row.id)
    return row


def _at_hand(actor: Actor, kind: ExportKind, about: UUID) -> Export | None:
    if kind.again_after is None or actor.user_id is None:
        return None
    get_locked_user(actor.user_id)  # pressing twice at once asks once
    for latest in exports_of(actor, kind.name, about)[:1]:
        state = get_export(actor, kind.name, latest.id).state
        fresh = latest.created_at > clock.now() - kind.again_after
        if state is ExportState.MAKING or (state is ExportState.READY and fresh):
            return db.session.get_one(Export, latest.id)
    return None


def _of(row: Export) -> dict[str, UUID]:
    """Return what the log says a file is of; one about whoever asked says so by itself."""
    return {} if row.about == row.asked_by else {"of": row.about}


def tell(*, export_id: UUID, done: int, total: int) -> None:
    """Say how far the work is, to whoever looks at the page while its transaction is still open."""
    with side_transaction() as side:
        side.execute(update(Export).where(Export.id == export_id).values(done=done, total=total))


def make(*, export_id: UUID, kinds: Mapping[str, ExportKind], storage: Storage) -> None:
    """Make a file for whoever asked, with the rights they have now; made twice is made once.

    What a rule says no to ends as refused, with its reason; what may go better later is raised, and tried again.
    """
    row = db.session.get(Export, export_id)
    if row is None or row.ended:
        return
    kind = kinds[row.kind]
    try:
        made, stored = _written(kind, row, storage)
    except DomainError as refusal:
        if refusal.status >= 500:
            raise
        _refuse(kind, _locked(export_id), refusal)
    else:
        _keep(kind, _locked(export_id), made, stored)


def _written(kind: ExportKind, row: Export, storage: Storage) -> tuple[Made, StoredFile]:
    account, export_id = find_account(row.asked_by), row.id
    actor = account.actor if account is not None else ANONYMOUS
    kind.check(actor, row)
    with TemporaryFile() as file:
        made = kind.build(
            actor, row, file, lambda done, total: tell(export_id=export_id, done=done, total=total)
        )
        file.seek(0)
        return made, keep(storage, file, max_bytes=kind.largest)


def _locked(export_id: UUID) -> Export | None:
    return find_locked(select(Export).where(Export.id == export_id))


def _keep(kind: ExportKind, row: Export | None, made: Made, stored: StoredFile) -> None:
    if row is None or row.ended:  # by another worker in the meantime, or with the account of whoever asked
        _drop({stored.key})
        return
    row.expires_at = clock.now() + KEPT
    row.storage_key, row.size, row.kept = stored.key, stored.size, dict(made.kept)
    row.done = row.total = made.rows
    audit.record(SYSTEM, kind.deeds.made, row, rows=made.rows, size=stored.size, **_of(row))
    notify(
        recipients=[row.asked_by],
        code=kind.ready,
        params={**kind.told(row, made.rows), "until_at": row.expires_at.isoformat()},
        link=kind.page_of(row.id),
        once_key=f"export:{row.id}",
    )


def _refuse(kind: ExportKind, row: Export | None, refusal: DomainError) -> None:
    if row is None or row.ended:
        return
    row.expires_at = clock.now() + KEPT
    # Of what is wrong with a file, such as its size, the one who asked reads that, not that something is.
    why = refusal.errors[0] if isinstance(refusal, Invalid) and refusal.errors else refusal
    row.refusal = {"code": why.code, "params": {name: str(value) for name, value in why.params.items()}}
    audit.record(SYSTEM, kind.deeds.refused, row, why=why.code, **_of(row))
    if find_account(row.asked_by) is None:  # closed: there is nobody to tell
        return
    notify(
        recipients=[row.asked_by],
        code="exports.refused",
        link=kind.page_of(row.id),
        once_key=f"export:{row.id}",
    )


def fetch(*, actor: Actor, kind: ExportKind, export_id: UUID) -> ExportView:
    """Note that a file leaves, and return where it lies; what was allowed is asked again. Raises NotFound."""
    found = get_export(actor, kind.name, export_id)
    kind.check(actor, found)
    if found.state is not ExportState.READY:
        raise NotFound(kind="export")
    row = db.session.get_one(Export, export_id)
    audit.record(actor, kind.deeds.fetched, row, rows=row.total, **_of(row))
    return found


def end() -> int:
    """Remove what was kept or waited for long enough; return how many. Bytes go once this stands."""
    rows = db.session.execute(select(Export).where(is_over())).scalars().all()
    for row in rows:
        db.session.delete(row)
    _drop({row.storage_key for row in rows if row.storage_key is not None})
    return len(rows)


def end_of(*, user_id: UUID) -> None:
    """End what somebody asked for whose account is closed: what waits is not made, the rest goes with the next hour."""
    mine = Export.asked_by == user_id
    db.session.execute(delete(Export).where(mine, Export.expires_at.is_(None)))
    db.session.execute(update(Export).where(mine).values(expires_at=clock.now()))


def _drop(keys: set[str]) -> None:
    """Have bytes removed that no file has any more: equal ones lie in the store once."""
    erase_after_commit(("", key) for key in keys)
