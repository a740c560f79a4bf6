"""One-time codes: asked for, counted across processes, sent by a job, used once in the browser that asked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text, update

from contest.accounts.domain import (
    CODE_DIGITS,
    CODE_LIFETIME,
    CODE_TRIES,
    CODES_PER_HOUR,
    CODES_PER_NETWORK,
    CodePurpose,
    CodeWrong,
    TooManyCodes,
    normalise_email,
)
from contest.accounts.models import OneTimeCode, User
from contest.accounts.queries import find_user_by_email, find_user_by_number, get_user
from contest.accounts.services.passwords import forget_password
from contest.accounts.services.registration import verify_email
from contest.accounts.services.sign_in import forget_failures
from contest.kernel import audit, jobs
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.mail.services import post
from contest.texting.domain import Carrier, normalise_number
from contest.texting.services import post_text

SEND_CODE = "accounts.send_code"
TEMPLATE = "one_time_code"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a code goes: a normalised e-mail address or an E.164 number."""

    value: str

    @property
    def is_email(self) -> bool:
        return "@" in self.value

    @property
    def digest(self) -> str:
        return _hash("target", self.value)


def target_of(typed: str) -> Target:
    """Return what somebody typed as an address or a number; raise NumberInvalid when it is neither."""
    return Target(normalise_email(typed) if "@" in typed else normalise_number(typed))


def ask_for_code(*, typed: str, network: str) -> UUID:
    """Have a code for signing in sent, if somebody has this address or number; return what the browser must keep.

    Whether somebody has it is looked up by a job, so that neither the answer nor its speed tells. Raises NumberInvalid
    and TooManyCodes, both whether there is an account or not.
    """
    target = target_of(typed)
    code_id = make_code(CodePurpose.SIGN_IN, target, network)
    jobs.defer(SEND_CODE, code_id=str(code_id), target=target.value)
    return code_id


def make_code(purpose: CodePurpose, target: Target, network: str, user_id: UUID | None = None) -> UUID:
    """Note that a code was asked for; raise TooManyCodes. Askings are counted under a lock, so a burst counts."""
    from_where = _hash("network", network)
    for key in sorted((target.digest, from_where)):
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
    _refuse_if_many(target, from_where)
    now = db.session.execute(select(func.clock_timestamp())).scalar_one()
    made = OneTimeCode(
        id=new_id(),
        purpose=purpose,
        target=target.digest,
        network=from_where,
        user_id=user_id,
        created_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    db.session.add(made)
    db.session.flush()
    return made.id


def _refuse_if_many(target: Target, network: str) -> None:
    hour = func.clock_timestamp() - text("interval '1 hour'")
    to_target = func.count().filter(OneTimeCode.target == target.digest)
    from_network = func.count().filter(OneTimeCode.network == network)
    counted = db.session.execute(
        select(to_target, from_network).where(
            or_(OneTimeCode.target == target.digest, OneTimeCode.network == network),
            OneTimeCode.created_at > hour,
        )
    ).one()
    if counted[0] >= CODES_PER_HOUR or counted[1] >= CODES_PER_NETWORK:
        raise TooManyCodes()


def send_code(*, code_id: UUID, target: str, secret: str) -> None:
    """Send the code of an asking if the address belongs to somebody; a second run sends a new one in its place."""
    asked = db.session.get(OneTimeCode, code_id, with_for_update=True)
    if asked is None or asked.used_at is not None or asked.tries:
        return
    to = Target(target)
    user = get_user(asked.user_id) if asked.user_id else _owner(to)
    if user is None or user.disabled_at is not None:
        return
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    asked.user_id, asked.digest = user.id, _digest(asked.id, code, secret)
    values: dict[str, Any] = {
        "code": code,
        "minutes": int(CODE_LIFETIME.total_seconds() // 60),
        "purpose": asked.purpose.value,
    }
    if to.is_email:
        post(recipient=to.value, locale=user.locale, template=TEMPLATE, name=user.name, **values)
    else:
        post_text(carrier=Carrier.SMS, recipient=to.value, locale=user.locale, template=TEMPLATE, **values)


def _owner(target: Target) -> User | None:
    return find_user_by_email(target.value) if target.is_email else find_user_by_number(target.value)


def sign_in_with_code(*, code_id: UUID, code: str, typed: str, secret: str) -> User:
    """Return the account the code was sent for; raise CodeWrong. The code also proves a main address."""
    target = target_of(typed)
    user = get_user(use_code(CodePurpose.SIGN_IN, code_id, code, target=target, secret=secret))
    if user.disabled_at is not None:
        raise CodeWrong()
    if user.email == target.value:
        if user.email_verified_at is None:
            forget_password(user)
        verify_email(user=user)
    forget_failures(user.email)
    audit.record(Actor(user.id), "account.signed_in", user, by="code")
    return user


def use_code(purpose: CodePurpose, code_id: UUID, code: str, *, target: Target, secret: str) -> UUID:
    """Return whose code it is and end it; raise CodeWrong. Every try is noted first, whatever becomes of it."""
    with side_transaction() as side:
        row = side.execute(
            update(OneTimeCode)
            .where(
                OneTimeCode.id == code_id,
                OneTimeCode.purpose == purpose,
                OneTimeCode.target == target.digest,
                OneTimeCode.tries < CODE_TRIES,
                OneTimeCode.used_at.is_(None),
                OneTimeCode.expires_at > func.clock_timestamp(),
            )
            .values(tries=OneTimeCode.tries + 1)
            .returning(OneTimeCode.user_id, OneTimeCode.digest)
        ).one_or_none()
    given = _digest(code_id, "".join(code.split()), secret)
    if row is None or row.user_id is None or not hmac.compare_digest(row.digest, given):
        raise CodeWrong()
    ended = db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.id == code_id, OneTimeCode.used_at.is_(None))
        .values(used_at=func.clock_timestamp())
        .returning(OneTimeCode.id)
    ).first()
    if ended is None:  # the same code at the same moment, twice
        raise CodeWrong()
    user_id: UUID = row.user_id
    return user_id


def forget_old_codes() -> int:
    """Delete codes that count no more; return how many."""
    old = func.now() - text("interval '1 day'")
    found = db.session.execute(
        delete(OneTimeCode).where(OneTimeCode.created_at < old).returning(OneTimeCode.id)
    )
    return len(found.all())


def _digest(code_id: UUID, code: str, secret: str) -> str:
    """Return what is kept of a code: useless to whoever has the table but not the secret key."""
    return hmac.new(secret.encode(), f"{code_id}:{code}".encode(), hashlib.sha256).hexdigest()


def _hash(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
