"""How long what is kept, and why an account cannot be closed yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta

from contest.kernel.errors import DomainError

# Logs and letters at least six months (网络安全法 art. 23(3)); nothing here is shorter.
LETTERS_KEPT = timedelta(days=365)
# No cookie outlives these, not even a copied one that remembers.
SESSIONS_KEPT = timedelta(days=31)
CODES_KEPT = timedelta(days=2)
INVITATIONS_KEPT = timedelta(days=90)  # that came to nothing, after they ended or their time was over
PRESENCE_KEPT = timedelta(hours=1)
RETENTION_YEARS = 3


class AccountInUse(DomainError):
    """The account cannot be closed yet; `obstacles` are the codes of what to bring to an end first."""

    code = "account_in_use"


def retention_over(archived_at: datetime, years: int | None, now: datetime) -> bool:
    """Say whether a season archived then is past its retention period, in whole calendar years (3 by default)."""
    ends = archived_at + relativedelta(years=years or RETENTION_YEARS)
    return now >= ends


def erased_address(user_id: UUID) -> str:
    """Return the address of a closed account: unique, and deliverable nowhere (RFC 2606)."""
    return f"closed-{user_id.hex}@closed.invalid"
