"""Jobs of accounts."""

from __future__ import annotations

from contest.accounts import services


def send_reset(email: str) -> None:
    """Mail a reset link, if the address has an account."""
    services.send_reset(email=email)


def forget_failures() -> None:
    """Delete failed sign-ins that count no more."""
    services.forget_old_failures()
