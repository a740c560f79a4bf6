"""The jobs that erase bytes once the transaction that ended their rows stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from contest.kernel.erasing import ERASE
from contest.privacy.tasks import erase_files


def erasures(session: Any) -> list[dict[str, Any]]:
    """Return what the jobs that wait are to erase."""
    query = text(
        "SELECT args FROM procrastinate_jobs WHERE task_name = :name AND status = 'todo' ORDER BY id"
    )
    return list(session.execute(query, {"name": ERASE}).scalars())


def erase(session: Any) -> None:
    """Do them, as a worker would."""
    session.flush()
    for args in erasures(session):
        erase_files(**args)
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = :name"), {"name": ERASE})
