"""How passwords are kept: argon2id with the library's recommended cost."""

from __future__ import annotations

import secrets
from functools import cache

from pwdlib import PasswordHash

from contest.accounts.models import User

passwords = PasswordHash.recommended()


def fits(user: User | None, password: str) -> bool:
    """Say whether the password is the account's; takes as long when there is no account (user None)."""
    matches, rehashed = passwords.verify_and_update(password, user.password_hash if user else _decoy())
    if user is None or not matches:
        return False
    if rehashed:
        user.password_hash = rehashed
    return True


@cache
def _decoy() -> str:
    return passwords.hash(secrets.token_urlsafe(16))
