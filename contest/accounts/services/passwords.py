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


def forget_password(user: User) -> None:
    """Leave an account with a password nobody knows, and end its sessions.

    For an address that was never proved: whoever chose the password may be somebody else than its owner.
    """
    user.password_hash = passwords.hash(secrets.token_urlsafe(32))
    user.session_epoch += 1
