"""Registering, proving an address, setting a new password by letter."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from contest.accounts.domain import LETTERS_PER_HOUR, TooManyLetters, normalise_email, weak_password
from contest.accounts.links import RESET, VERIFY, make_link
from contest.accounts.models import User
from contest.accounts.queries import find_user_by_email, get_locked_user
from contest.accounts.services.addresses import accept_invitations, lock_address
from contest.accounts.services.passwords import passwords
from contest.accounts.services.profile import change_password
from contest.accounts.services.sign_in import forget_failures
from contest.consents.domain import Purpose
from contest.consents.services import record_consent
from contest.kernel import audit, clock, jobs
from contest.kernel.access import ANONYMOUS, Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.mail.queries import posted_since
from contest.mail.services import post

SEND_RESET = "accounts.send_reset"


def register(*, actor: Actor = ANONYMOUS, email: str, name: str, password: str, locale: str) -> User | None:
    """Create an account and mail the link that proves its address.

    None when the address already has an account: its owner is told by letter, the asker is not (no account
    enumeration). Raises Invalid for a weak password.
    """
    address = normalise_email(email)
    if weak := weak_password(password, email=address, name=name):
        raise Invalid(FieldError("password", weak))
    # Hashed before the address is looked up: the answer takes as long whether there is an account or not.
    hashed = passwords.hash(password)
    lock_address(address)
    known = find_user_by_email(address)
    if known is None:
        user = User(id=new_id(), email=address, name=name.strip(), password_hash=hashed, locale=locale)
        if _inserted(user):
            audit.record(actor, "account.registered", user)
            record_consent(user_id=user.id, purpose=Purpose.ACCOUNT, given=True)
            send_verification(user=user)
            return user
        known = find_user_by_email(address)
    if known is not None and not _had_enough(address, "already_registered"):
        post(
            recipient=address,
            locale=known.locale,
            template="already_registered",
            name=known.name,
            link="/account/sign-in",
            reset_link="/account/forgot",
        )
    return None


def _inserted(user: User) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:  # somebody registered the address at the same moment
        return False
    db.session.refresh(user)
    return True


def _had_enough(address: str, template: str) -> bool:
    return posted_since(address, template, timedelta(hours=1)) >= LETTERS_PER_HOUR


def send_verification(*, user: User) -> None:
    """Mail the link that proves the address."""
    post(
        recipient=user.email,
        locale=user.locale,
        template="verify_email",
        name=user.name,
        link="/account/verify/" + make_link(VERIFY, user),
    )


def send_verification_again(*, user: User) -> None:
    """Mail the link once more; raise TooManyLetters after a few within the hour. Nothing for a proved address."""
    if user.email_verified_at is not None:
        return
    if _had_enough(user.email, "verify_email"):
        raise TooManyLetters()
    send_verification(user=user)


def verify_email(*, user: User) -> None:
    """Note that the address is proved (the caller checked its link), and let in whoever waited for that."""
    user = get_locked_user(user.id)
    if user.email_verified_at is not None:
        return
    user.email_verified_at = clock.now()
    audit.record(ANONYMOUS, "account.verified", user)
    accept_invitations(user, user.email)
    post(
        recipient=user.email,
        locale=user.locale,
        template="welcome",
        once_key=f"welcome:{user.id}",
        name=user.name,
        link="/desk",
    )


def ask_for_reset(*, email: str) -> None:
    """Have a letter with a reset link sent if there is such an account.

    Whether there is one is looked up by a job, so that neither the answer nor its speed tells.
    """
    jobs.defer(SEND_RESET, email=normalise_email(email))


def send_reset(*, email: str) -> None:
    """Mail a reset link to the account with this address, if there is one; a few an hour at most."""
    user = find_user_by_email(email)
    if user is None or user.disabled_at is not None or _had_enough(email, "reset_password"):
        return
    post(
        recipient=user.email,
        locale=user.locale,
        template="reset_password",
        name=user.name,
        link="/account/reset/" + make_link(RESET, user),
    )


def reset_password(*, user: User, password: str) -> None:
    """Set a new password for whoever came through the letter's link, which also proves the address."""
    change_password(user=user, password=password)
    forget_failures(user.email)
    verify_email(user=user)
