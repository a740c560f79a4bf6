"""What happens to accounts: registering, proving an address, signing in, tokens, roles."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from pwdlib import PasswordHash
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from contest.accounts.domain import LOCK_FOR, BadCredentials, LockedOut, locked_until, normalise_email, weak_password
from contest.accounts.links import VERIFY, make_link
from contest.accounts.models import ApiToken, RoleAssignment, SignInFailure, User
from contest.accounts.queries import find_user_by_email, token_digest
from contest.kernel import audit, clock
from contest.kernel.access import ANONYMOUS, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.kernel.errors import FieldError, Invalid
from contest.mail.services import post
from contest.permissions import Permission, Role

passwords = PasswordHash.recommended()
# Checked when the address is unknown, so that the answer takes as long as for a known one.
_DECOY = passwords.hash(secrets.token_urlsafe(16))


def register(*, actor: Actor = ANONYMOUS, email: str, name: str, password: str, locale: str) -> User | None:
    """Create an account and mail the link that proves its address.

    None when the address already has an account: its owner is told by letter, the asker is not (no account
    enumeration). Raises Invalid for a weak password.
    """
    address = normalise_email(email)
    if weak := weak_password(password, email=address, name=name):
        raise Invalid(FieldError("password", weak))
    known = find_user_by_email(address)
    if known is not None:
        post(recipient=address, locale=known.locale, template="already_registered", name=known.name)
        return None
    user = User(
        id=new_id(), email=address, name=name.strip(), password_hash=passwords.hash(password), locale=locale
    )
    db.session.add(user)
    db.session.flush()
    audit.record(actor, "account.registered", user)
    send_verification(user=user)
    return user


def send_verification(*, user: User) -> None:
    """Mail the link that proves the address."""
    post(
        recipient=user.email,
        locale=user.locale,
        template="verify_email",
        name=user.name,
        link="/account/verify/" + make_link(VERIFY, user),
    )


def verify_email(*, user: User) -> None:
    """Note that the address is proved; its link was checked by the caller."""
    if user.email_verified_at is None:
        user.email_verified_at = clock.now()
        audit.record(ANONYMOUS, "account.verified", user)


def sign_in(*, email: str, password: str, network: str) -> User:
    """Return the account; raise BadCredentials or LockedOut.

    Failures are counted per address and per network in transactions of their own: they outlive the refusal, and
    every process sees them.
    """
    address = normalise_email(email)
    keys = (_key("email", address), _key("network", network))
    with side_transaction() as side:
        _refuse_if_locked(side, keys)
    user = find_user_by_email(address)
    fits, rehashed = passwords.verify_and_update(password, user.password_hash if user else _DECOY)
    if user is None or not fits or user.disabled_at is not None:
        with side_transaction() as side:
            side.add_all(SignInFailure(id=new_id(), key=key) for key in keys[:1] if address)
            side.add(SignInFailure(id=new_id(), key=keys[1]))
        raise BadCredentials()
    if rehashed:
        user.password_hash = rehashed
    db.session.execute(delete(SignInFailure).where(SignInFailure.key == keys[0]))
    audit.record(Actor(user.id), "account.signed_in", user)
    return user


def _refuse_if_locked(side: Session, keys: tuple[str, str]) -> None:
    now = side.execute(select(func.clock_timestamp())).scalar_one()
    recent = side.execute(
        select(SignInFailure.key, SignInFailure.at).where(
            SignInFailure.key.in_(keys), SignInFailure.at > now - LOCK_FOR
        )
    ).all()
    address_times = [row.at for row in recent if row.key == keys[0]]
    # A network is shared by many people: it is locked after twenty times as many failures.
    network_times = sorted(row.at for row in recent if row.key == keys[1])[::20]
    until = locked_until(address_times, now) or locked_until(network_times, now)
    if until is not None:
        raise LockedOut(until=until.isoformat(), minutes=max(1, round((until - now).total_seconds() / 60)))


def _key(kind: str, value: str) -> str:
    return kind + ":" + hashlib.sha256(value.encode()).hexdigest()


def change_password(*, user: User, password: str) -> None:
    """Set a new password and end every older session and link."""
    if weak := weak_password(password, email=user.email, name=user.name):
        raise Invalid(FieldError("password", weak))
    user.password_hash = passwords.hash(password)
    user.session_epoch += 1
    audit.record(Actor(user.id), "account.password_changed", user)


def issue_token(*, actor: Actor, user_id: UUID, name: str, days: int | None = 365) -> str:
    """Make a bearer token for a person and return it; it is shown once, only its digest is kept."""
    authorise(actor, Permission.OWN_ACCOUNT, user_id)
    token = "hj_" + secrets.token_urlsafe(32)
    row = ApiToken(
        id=new_id(),
        user_id=user_id,
        name=name,
        digest=token_digest(token),
        expires_at=clock.now() + timedelta(days=days) if days else None,
    )
    db.session.add(row)
    audit.record(actor, "token.issued", row, user=user_id, days=days)
    return token


def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """End a token."""
    authorise(actor, Permission.OWN_ACCOUNT, token.user_id)
    token.revoked_at = clock.now()
    audit.record(actor, "token.revoked", token)


def grant_role(*, actor: Actor, user_id: UUID, role: Role, district: str = "") -> RoleAssignment:
    """Give a person a role."""
    authorise(actor, Permission.MANAGE_ACCOUNTS, user_id)
    assignment = RoleAssignment(
        id=new_id(), user_id=user_id, role=role, district=district, granted_by=actor.user_id
    )
    db.session.add(assignment)
    db.session.flush()
    audit.record(actor, "role.granted", assignment, user=user_id, role=role, district=district)
    return assignment


def withdraw_role(*, actor: Actor, assignment: RoleAssignment) -> None:
    """Take a role away."""
    authorise(actor, Permission.MANAGE_ACCOUNTS, assignment.user_id)
    audit.record(actor, "role.withdrawn", assignment, user=assignment.user_id, role=assignment.role)
    db.session.delete(assignment)
