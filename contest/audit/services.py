"""Seal what the log says."""

from __future__ import annotations

from sqlalchemy import text

from contest.audit.domain import GENESIS, link
from contest.audit.models import AuditSeal
from contest.audit.queries import last_seal, rows_between, sealed_form
from contest.kernel.audit import AuditOffset
from contest.kernel.db import db

BATCH = 20_000
# How far the next number is from being larger than every one that was given.
BEHIND = """
SELECT greatest(coalesce((SELECT max(transaction_number) FROM audit_events), 0),
                coalesce((SELECT max(up_to_transaction) FROM audit_seals), 0))
       + 1 - (pg_current_xact_id()::text::bigint + audit_ahead())
"""


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


def go_on_after_restoration() -> None:
    """Have rows from now on stand after all there are, though this cluster counts its transactions from elsewhere."""
    behind = db.session.execute(text(BEHIND)).scalar_one()
    if behind > 0:
        ahead = db.session.execute(text("SELECT audit_ahead()")).scalar_one()
        db.session.add(AuditOffset(ahead=ahead + behind))
        db.session.flush()
