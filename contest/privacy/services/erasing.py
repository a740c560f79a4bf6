"""What the job does that erases bytes once nothing speaks of them any more (`kernel.erasing`)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, select, union

from contest.documents import services as documents
from contest.documents.models import DocumentText
from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM
from contest.kernel.db import Base, db
from contest.kernel.erasing import erase_after_commit
from contest.kernel.keeping import claim
from contest.kernel.storage import Storage
from contest.projects.models import Project, ProjectFile

log = logging.getLogger(__name__)
UNCLAIMED_FOR = timedelta(days=1)
FEW, SHARE = 100, 0.2  # more strays than both: not what a killed process leaves


def erase_files(*, files: Sequence[tuple[str, str]], storage: Storage) -> int:
    """Erase bytes and texts of files that nothing which is kept has as well; return how many. Twice is once.

    Asked only now: somebody may have handed the same file in since, or be about to. What such a one leaves behind
    after all is found by the next night (`sweep`).
    """
    free = claim(key for _, key in files)
    in_use = _in_use(free) if free else set()
    gone = [(sha256, key) for sha256, key in files if key in free and key not in in_use]
    for sha256, key in gone:
        documents.erase(sha256=sha256, storage_key=key, storage=storage)
    return len(gone)


def sweep(*, storage: Storage) -> int:
    """Have bytes erased that no row speaks of, and that have lain there for a day; return how many there were.

    They are left by a process that was killed between storing and committing. If they are many, this is another
    installation's store rather than ours, and nothing is erased. Files that are missing are told.
    """
    before = clock.now() - UNCLAIMED_FOR
    storage.forget_unfinished(before)
    named, there = _in_use(), dict(storage.listed())
    _tell_lost(named - there.keys())
    stray = [key for key, changed_at in there.items() if key not in named and changed_at < before]
    if not stray:
        return 0
    if len(stray) > FEW and len(stray) > len(there) * SHARE:
        log.error("%s of %s stored files belong to no row: nothing is erased", len(stray), len(there))
        audit.record(SYSTEM, "files.strange", None, files=len(stray))
        return 0
    erase_after_commit((key, key) for key in stray)
    audit.record(SYSTEM, "files.swept", None, files=len(stray))
    return len(stray)


def _tell_lost(lost: set[str]) -> None:
    """Say how many files rows speak of that the store does not have, unless the rows have gone meanwhile."""
    still = _in_use(lost) if lost else set()
    if still:
        log.error("%s files that rows speak of are not in the store, among them %s", len(still), min(still))
        audit.record(SYSTEM, "files.lost", None, files=len(still))


def _in_use(keys: Collection[str] | None = None) -> set[str]:
    """Return the keys, of those given or of all, that a row of any table speaks of.

    Projects whose season is over keep theirs for the digest, not for the bytes.
    """
    held = [_holders(table, keys) for table in Base.metadata.sorted_tables if _holds_files(table)]
    return set(db.session.execute(union(*held)).scalars())


def _holds_files(table: Table) -> bool:
    # A text is of the file, and goes with it.
    return "storage_key" in table.c and table is not DocumentText.__table__


def _holders(table: Table, keys: Collection[str] | None) -> Any:
    key = table.c.storage_key
    query = select(key).where(key.is_not(None) if keys is None else key.in_(list(keys)))
    if table is not ProjectFile.__table__:
        return query
    return query.join(Project, Project.id == table.c.project_id).where(Project.erased_at.is_(None))
