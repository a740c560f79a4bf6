"""The jobs that make records and end them."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from flask import current_app
from flask_babel import force_locale

from contest.accounts.queries import find_account
from contest.kernel.access import ANONYMOUS, authorise
from contest.web.books import write_book
from judging.permissions import Permission
from judging.records import services
from judging.records.export import tables_of
from judging.records.models import RoundRecord
from judging.records.queries import Scope, scope_of
from judging.rounds.queries import get_round


def make_record(record_id: str) -> None:
    """Make a record for whoever asked: with the rights and the language they have."""
    services.make(record_id=UUID(record_id), storage=current_app.extensions["storage"], build=_written)


def _written(row: RoundRecord, file: BinaryIO) -> tuple[int, Scope]:
    account = find_account(row.asked_by)
    actor = account.actor if account is not None else ANONYMOUS
    round_ = get_round(actor, row.round_id)
    authorise(actor, Permission.EXPORT_RECORDS, round_)
    scope = scope_of(actor, round_)

    def tell(done: int, total: int) -> None:
        services.tell(record_id=row.id, done=done, total=total)

    with force_locale(row.locale):
        rows = write_book(file, tables_of(row.kind, actor, round_, scope, tell))
    return rows, scope


def end_records() -> None:
    """Remove what was kept long enough."""
    services.end_records(storage=current_app.extensions["storage"])
