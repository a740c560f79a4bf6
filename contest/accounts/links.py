"""Signed links in letters: each has one purpose, expires, and ends with the password it was made under."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from contest.accounts.domain import LinkInvalid
from contest.accounts.models import User
from contest.kernel.db import db

VERIFY = "verify-email"
RESET = "reset-password"
LIFETIMES = {VERIFY: timedelta(days=3), RESET: timedelta(hours=2)}


def make_link(purpose: str, user: User) -> str:
    """Return the signed part of a link for `user`."""
    return _serializer(purpose).dumps([str(user.id), user.session_epoch])


def read_link(purpose: str, token: str) -> User:
    """Return the account a link was made for; raise LinkInvalid."""
    try:
        user_id, epoch = _serializer(purpose).loads(token, max_age=int(LIFETIMES[purpose].total_seconds()))
        user = db.session.get(User, UUID(user_id))
    except (BadSignature, ValueError, TypeError):
        raise LinkInvalid() from None
    if user is None or user.session_epoch != epoch or user.disabled_at is not None:
        raise LinkInvalid()
    return user


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="accounts." + purpose)
