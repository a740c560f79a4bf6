"""What people change about themselves."""

from __future__ import annotations

from contest.accounts.domain import NOTIFY, BadCredentials, weak_password
from contest.accounts.models import User
from contest.accounts.queries import get_user
from contest.accounts.services.passwords import passwords
from contest.accounts.services.sign_in import prove
from contest.kernel import audit, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.errors import FieldError, Invalid, NotSignedIn
from contest.permissions import Permission


def change_profile(*, actor: Actor, name: str, name_en: str, phone: str, locale: str) -> User:
    """Change one's own name, telephone number and language."""
    user = _own(actor)
    user.name, user.name_en, user.phone, user.locale = name.strip(), name_en.strip(), phone.strip(), locale
    audit.record(actor, "account.changed", user)
    return user


def change_password(*, user: User, password: str) -> None:
    """Set a new password and end every older session and link."""
    if weak := weak_password(password, email=user.email, name=user.name):
        raise Invalid(FieldError("password", weak))
    user.password_hash = passwords.hash(password)
    user.session_epoch += 1
    audit.record(Actor(user.id), "account.password_changed", user)
    jobs.defer(
        NOTIFY,
        recipients=[user.id],
        code="account.password_changed",
        once_key=f"password_changed:{user.id}:{user.session_epoch}",
        link="/account/forgot",
    )


def change_own_password(*, actor: Actor, current: str, password: str, network: str) -> User:
    """Set a new password after the present one was given; guesses count like failed sign-ins."""
    user = _own(actor)
    confirm_password(user=user, password=current, network=network, field="current")
    change_password(user=user, password=password)
    return user


def confirm_password(*, user: User, password: str, network: str, field: str = "password") -> None:
    """Raise Invalid, naming `field`, unless this is the account's password; guesses count like failed sign-ins."""
    try:
        prove(email=user.email, password=password, network=network)
    except BadCredentials:
        raise Invalid(FieldError(field, "password_wrong")) from None


def _own(actor: Actor) -> User:
    if actor.user_id is None:
        raise NotSignedIn()
    authorise(actor, Permission.OWN_ACCOUNT, actor.user_id)
    return get_user(actor.user_id)
