"""Many accounts at once, by their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User, UserEmail
from contest.kernel.db import db

AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Account:
    """An account as far as a list of addresses needs it."""

    id: UUID
    closed: bool
    proved: bool


def accounts_by_address(addresses: Iterable[str]) -> dict[str, Account]:
    """Return the accounts of those (normalised) addresses that have one, as the main or a proved further one."""
    wanted = sorted(set(addresses) - {""})
    found: dict[str, Account] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        further = (
            select(UserEmail.email, User.id, User.disabled_at, UserEmail.verified_at)
            .join(User, User.id == UserEmail.user_id)
            .where(UserEmail.email.in_(some), UserEmail.verified_at.is_not(None))
        )
        main = select(
            User.email, User.id, User.disabled_at, User.email_verified_at.label("verified_at")
        ).where(User.email.in_(some))
        for query in (further, main):
            rows = db.session.execute(query)
            found |= {
                row.email: Account(row.id, row.disabled_at is not None, row.verified_at is not None)
                for row in rows
            }
    return found
