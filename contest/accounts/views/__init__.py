"""Pages of people: the way in, one's own account, the office's list, colleagues."""

from contest.accounts.views import (
    account,
    codes,
    colleagues,
    contacts,
    people,
    registration,
    sessions,
    sign_in,
    tokens,
)
from contest.accounts.views.blueprint import blueprint

__all__ = [
    "account",
    "blueprint",
    "codes",
    "colleagues",
    "contacts",
    "people",
    "registration",
    "sessions",
    "sign_in",
    "tokens",
]
