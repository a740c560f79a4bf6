"""What the job does that erases bytes once nothing speaks of them any more (`kernel.erasing`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Table, select, union

from contest.documents import services as documents
from contest.documents.models import DocumentText
from contest.kernel.db import Base, db
from contest.kernel.storage import Storage
from contest.projects.models import Project, ProjectFile


def erase_files(*, files: Sequence[tuple[str, str]], storage: Storage) -> int:
    """Erase bytes and texts of files that nothing which is kept has as well; return how many. Twice is once.

    Asked only now: somebody may have handed the same file in since.
    """
    in_use = _in_use({key for _, key in files})
    gone = [(sha256, key) for sha256, key in files if key not in in_use]
    for sha256, key in gone:
        documents.erase(sha256=sha256, storage_key=key, storage=storage)
    return len(gone)


def _in_use(keys: Collection[str]) -> set[str]:
    """Return the keys that a row of any table speaks of: projects whose season is over keep theirs for the digest."""
    held = [_holders(table, keys) for table in Base.metadata.sorted_tables if _holds_files(table)]
    return set(db.session.execute(union(*held)).scalars())


def _holds_files(table: Table) -> bool:
    # A text is of the file, and goes with it.
    return "storage_key" in table.c and table is not DocumentText.__table__


def _holders(table: Table, keys: Collection[str]) -> Any:
    query = select(table.c.storage_key).where(table.c.storage_key.in_(list(keys)))
    if table is not ProjectFile.__table__:
        return query
    return query.join(Project, Project.id == table.c.project_id).where(Project.erased_at.is_(None))
