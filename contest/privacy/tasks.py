"""Jobs of privacy: make a copy of somebody's data, end what is kept too long."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from flask_babel import force_locale

from contest.accounts.queries import get_user
from contest.kernel.db import db
from contest.kernel.holdings import register
from contest.privacy import services
from contest.privacy.models import DataExport


def export(export_id: str) -> None:
    """Make one copy, its headings in the person's language."""
    row = db.session.get(DataExport, UUID(export_id))
    if row is None:
        return
    with force_locale(get_user(row.user_id).locale):
        labels = {holding.table: str(holding.label) for holding in register.holdings}
    services.make_export(export_id=row.id, storage=current_app.extensions["storage"], labels=labels)


def end_retention() -> None:
    """End what is kept too long."""
    services.end_retention()


def sweep_files() -> None:
    """Have bytes erased that no row speaks of."""
    services.sweep(storage=current_app.extensions["storage"])


def erase_files(files: list[list[str]]) -> None:
    """Erase the bytes of files whose rows have ended."""
    pairs = [(sha256, key) for sha256, key in files]
    services.erase_files(files=pairs, storage=current_app.extensions["storage"])
