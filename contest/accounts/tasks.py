"""Jobs of accounts."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from contest.accounts import services


def send_reset(email: str) -> None:
    """Mail a reset link, if the address has an account."""
    services.send_reset(email=email)


def forget_failures() -> None:
    """Delete failed sign-ins and codes that count no more."""
    services.forget_old_failures()
    services.forget_old_codes()


def send_code(code_id: str, target: str) -> None:
    """Send a code that was asked for, if the address or number belongs to somebody."""
    services.send_code(code_id=UUID(code_id), target=target, secret=str(current_app.secret_key))
