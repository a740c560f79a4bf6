"""Rules of accounts: passwords, lockout (values chosen by the implementer, domain.md §7.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from contest.kernel.errors import DomainError
from contest.permissions import OFFICE, Role

MIN_PASSWORD = 10
MAX_PASSWORD = 200
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
LETTERS_PER_HOUR = 3
# After so long without a request a session ends; the office's sessions open more doors and end earlier.
IDLE_LIMIT = timedelta(hours=2)
STAFF_IDLE_LIMIT = timedelta(minutes=30)
REMEMBERED_FOR = timedelta(days=30)
# Everybody's password in a demonstration database; such a database holds nothing real.
DEMO_PASSWORD = "haiju demo 2026"  # noqa: S105 - public on purpose

# Codes of six digits: whoever guesses has five tries at each and gets a handful an hour.
CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5
CODES_PER_HOUR = 5
CODES_PER_NETWORK = 100  # an hour; a university or a park shares one
MOST_CONTACTS = 10

# Notices build on accounts; what accounts have to tell goes through that feature's job.
NOTIFY = "notices.notify"

STAFF = (*OFFICE, Role.OFFICER, Role.AUDITOR)
# Roles the office gives. The others come by themselves: a proved address, belonging to an organisation.
ASSIGNABLE = (Role.JUDGE, Role.MENTOR, *STAFF)


class CodePurpose(StrEnum):
    """What a one-time code is good for."""

    SIGN_IN = "sign_in"
    CONTACT = "contact"


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


class TooManyLetters(DomainError):
    """Enough letters of this kind went to the address within the hour."""

    code = "too_many_letters"
    status = 429


class TooManyCodes(DomainError):
    """Enough codes were asked for to this address, or from this network, within the hour."""

    code = "too_many_codes"
    status = 429


class CodeWrong(DomainError):
    """The code does not fit, is too old or was tried too often; which of these is not told."""

    code = "code_wrong"
    status = 422


class ContactTaken(DomainError):
    """Somebody else has proved this address or number."""

    code = "contact_taken"


class ContactHeld(DomainError):
    """The person has this address or number already."""

    code = "contact_held"


class TooManyContacts(DomainError):
    """A person keeps so many addresses and numbers at most."""

    code = "too_many_contacts_kept"


class NotProved(DomainError):
    """Only a proved address can become the main one."""

    code = "contact_not_proved"


class RoleHeld(DomainError):
    """The person has this role already."""

    code = "role_held"


class RolesConflict(DomainError):
    """Running the contest and auditing it are different hands (等保 8.1.4.2: separated administrative rights)."""

    code = "roles_conflict"


class LastAdministrator(DomainError):
    """Somebody must be left who can give roles."""

    code = "last_administrator"


class OwnAccount(DomainError):
    """Nobody locks themselves out."""

    code = "own_account"


def normalise_email(raw: str) -> str:
    """Return the address as it is stored and compared."""
    return raw.strip().lower()


def mask_address(address: str) -> str:
    """Return enough of an address to tell it apart, for readers who need no more: z***@example.com."""
    local, _, host = address.rpartition("@")
    return f"{local[:1]}***@{host}" if local else ""


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


def idle_limit(roles: frozenset[str]) -> timedelta:
    """Return after how long without a request a session of somebody with these roles ends."""
    return IDLE_LIMIT if roles.isdisjoint(STAFF) else STAFF_IDLE_LIMIT


def refuse_conflict(role: Role, held: frozenset[Role]) -> None:
    """Raise RolesConflict when `role` may not be held together with one of `held`."""
    others = set(OFFICE) if role is Role.AUDITOR else {Role.AUDITOR} if role in OFFICE else set()
    if clash := sorted(others & held):
        raise RolesConflict(role=role.value, held=clash[0].value)
