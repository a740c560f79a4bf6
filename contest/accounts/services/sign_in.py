"""Signing in, and the lockout that every process and every connection counts into."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from contest.accounts.domain import LOCK_FOR, BadCredentials, LockedOut, locked_until, normalise_email
from contest.accounts.models import SignInFailure, User
from contest.accounts.queries import find_user_by_email
from contest.accounts.services.passwords import fits
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction

# A network is shared by many people: it is locked after this many times as many failures as an address.
NETWORK_FACTOR = 20


def sign_in(*, email: str, password: str, network: str) -> User:
    """Return the account; raise BadCredentials or LockedOut."""
    user = prove(email=email, password=password, network=network)
    audit.record(Actor(user.id), "account.signed_in", user)
    return user


def prove(*, email: str, password: str, network: str) -> User:
    """Return the account whose password this is; raise BadCredentials or LockedOut.

    Every attempt is noted as a failure before the password is looked at, in a transaction of its own, and struck
    out when it succeeds: a thousand attempts at once, through any number of processes, count as a thousand.
    """
    address = normalise_email(email)
    keys = (_key("email", address), _key("network", network))
    with side_transaction() as side:
        _take_turns(side, keys)
        _refuse_if_locked(side, keys)
        noted = [SignInFailure(id=new_id(), key=key) for key in keys]
        network_note = noted[1].id
        side.add_all(noted)
    user = find_user_by_email(address)
    # The password is checked first: a refusal takes as long whatever its reason.
    if not fits(user, password) or user is None or user.disabled_at is not None:
        _tell_audit(user)
        raise BadCredentials()
    forget_failures(address)
    db.session.execute(delete(SignInFailure).where(SignInFailure.id == network_note))
    return user


def forget_failures(address: str) -> None:
    """Open sign-in again for whoever has proved to be the owner of the address."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.key == _key("email", address)))


def forget_old_failures() -> int:
    """Delete failures that count no more; return how many."""
    old = func.now() - timedelta(days=1)
    found = db.session.execute(
        delete(SignInFailure).where(SignInFailure.at < old).returning(SignInFailure.id)
    )
    return len(found.all())


def _take_turns(side: Session, keys: tuple[str, str]) -> None:
    for key in keys:
        side.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def _refuse_if_locked(side: Session, keys: tuple[str, str]) -> None:
    now = side.execute(select(func.clock_timestamp())).scalar_one()
    recent = side.execute(
        select(SignInFailure.key, SignInFailure.at).where(
            SignInFailure.key.in_(keys), SignInFailure.at > now - LOCK_FOR
        )
    ).all()
    address_times = [row.at for row in recent if row.key == keys[0]]
    network_times = sorted(row.at for row in recent if row.key == keys[1])[
        NETWORK_FACTOR - 1 :: NETWORK_FACTOR
    ]
    until = locked_until(address_times, now) or locked_until(network_times, now)
    if until is not None:
        raise LockedOut(until=until.isoformat(), minutes=max(1, round((until - now).total_seconds() / 60)))


def _tell_audit(user: User | None) -> None:
    with side_transaction() as side:
        side.add(
            AuditEvent(
                actor_role="public",
                action="account.sign_in_refused",
                subject_kind=User.__tablename__ if user else "",
                subject_id=user.id if user else None,
                facts={},
            )
        )


def _key(kind: str, value: str) -> str:
    return kind + ":" + hashlib.sha256(value.encode()).hexdigest()
