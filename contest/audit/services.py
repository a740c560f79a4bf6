"""Seal what the log says."""

from __future__ import annotations

from contest.audit.domain import GENESIS, link
from contest.audit.models import AuditSeal
from contest.audit.queries import last_seal, rows_between, sealed_form
from contest.kernel.db import db

BATCH = 20_000


def seal() -> int:
    """Chain the rows that are complete since the last seal; return how many.

    One job does this, not the writing transaction: chaining inline would make every writer wait for the others. A row
    is complete when no running transaction could still add one before it.
    """
    last = last_seal()
    low = (last.up_to_transaction, last.up_to_id) if last else None
    rows = rows_between(low, None, BATCH)
    if not rows:
        return 0
    db.session.add(
        AuditSeal(
            number=last.number + 1 if last else 1,
            up_to_transaction=rows[-1].transaction_number,
            up_to_id=rows[-1].id,
            events=len(rows),
            digest=link(last.digest if last else GENESIS, map(sealed_form, rows)),
        )
    )
    return len(rows)
