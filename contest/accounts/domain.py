"""Rules of accounts: passwords, lockout (values chosen by the implementer, domain.md §7.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from contest.kernel.errors import DomainError

MIN_PASSWORD = 10
MAX_PASSWORD = 200
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)


class BadCredentials(DomainError):
    """Address or password is wrong; which one is not told."""

    code = "bad_credentials"
    status = 403


class LockedOut(DomainError):
    """Too many failures; sign-in opens again at `until`."""

    code = "locked_out"
    status = 429


class LinkInvalid(DomainError):
    """A signed link is wrong, expired or used."""

    code = "link_invalid"
    status = 410


def normalise_email(raw: str) -> str:
    """Return the address as it is stored and compared."""
    return raw.strip().lower()


def weak_password(password: str, *, email: str, name: str) -> str | None:
    """Return why a password is too weak, as an error code, or None."""
    if len(password) < MIN_PASSWORD:
        return "password_too_short"
    if len(password) > MAX_PASSWORD:
        return "password_too_long"
    if len(set(password)) < 5:
        return "password_too_simple"
    lowered = password.lower()
    guessable = {email.partition("@")[0].lower(), name.lower()} - {""}
    return "password_guessable" if any(len(part) >= 4 and part in lowered for part in guessable) else None


def locked_until(failures: list[datetime], now: datetime) -> datetime | None:
    """Return until when sign-in is locked, given the times of recent failures of one key, or None."""
    recent = sorted(at for at in failures if at > now - LOCK_FOR)
    return recent[-1] + LOCK_FOR if len(recent) >= LOCK_AFTER else None
