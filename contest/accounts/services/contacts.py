"""A person's further addresses and numbers: added, proved by a code, removed; and the change of the main address."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from contest.accounts.domain import (
    MOST_CONTACTS,
    NOTIFY,
    CodePurpose,
    ContactHeld,
    ContactTaken,
    NotProved,
    TooManyContacts,
    mask_address,
)
from contest.accounts.models import User, UserEmail, UserPhone
from contest.accounts.queries import count_contacts, get_locked_user, get_own_contact
from contest.accounts.services.addresses import accept_invitations, lock_address
from contest.accounts.services.codes import SEND_CODE, Target, make_code, target_of, use_code
from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotSignedIn
from contest.mail.services import post
from contest.permissions import Permission


def add_contact(*, actor: Actor, typed: str) -> UserEmail | UserPhone:
    """Note a further address or number, not proved yet; it counts for conflicts of interest from now on.

    Raises NumberInvalid, ContactHeld, TooManyContacts. Whether somebody else has it is not told before it is proved.
    """
    user = _locked(actor)
    target = target_of(typed)
    if count_contacts(user.id) >= MOST_CONTACTS:
        raise TooManyContacts(limit=MOST_CONTACTS)
    made: UserEmail | UserPhone = (
        UserEmail(id=new_id(), user_id=user.id, email=target.value)
        if target.is_email
        else UserPhone(id=new_id(), user_id=user.id, number=target.value)
    )
    if target.value == user.email:
        raise ContactHeld()
    _insert(made)
    audit.record(actor, "contact.added", made)
    return made


def _insert(made: UserEmail | UserPhone) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise ContactHeld() from None


def send_contact_code(*, actor: Actor, contact_id: UUID, network: str) -> UUID:
    """Send a code to one of the actor's own addresses or numbers; raise TooManyCodes. Returns what proves it."""
    user = _locked(actor)
    target = _target(get_own_contact(actor, contact_id))
    code_id = make_code(CodePurpose.CONTACT, target, network, user.id)
    jobs.defer(SEND_CODE, code_id=str(code_id), target=target.value)
    return code_id


def prove_contact(*, actor: Actor, contact_id: UUID, code_id: UUID, code: str, secret: str) -> None:
    """Note that an address or number is the actor's; raise CodeWrong, or ContactTaken when it is somebody else's."""
    user = _locked(actor)
    contact = get_own_contact(actor, contact_id)
    if contact.verified_at is not None:
        return
    if use_code(CodePurpose.CONTACT, code_id, code, target=_target(contact), secret=secret) != user.id:
        raise ContactTaken()
    _claim(user, contact)
    audit.record(actor, "contact.proved", contact)
    if isinstance(contact, UserEmail):
        accept_invitations(user, contact.email)


def _claim(user: User, contact: UserEmail | UserPhone) -> None:
    if isinstance(contact, UserEmail):
        lock_address(contact.email)
        taken = select(User.id).where(User.email == contact.email, User.id != user.id)
        if db.session.execute(taken).first():
            raise ContactTaken()
    try:
        with db.session.begin_nested():
            contact.verified_at = clock.now()
    except IntegrityError:  # one person has proved it, and it was somebody else
        raise ContactTaken() from None


def remove_contact(*, actor: Actor, contact_id: UUID) -> None:
    """Forget a further address or number."""
    _locked(actor)
    contact = get_own_contact(actor, contact_id)
    audit.record(actor, "contact.removed", contact)
    db.session.delete(contact)


def make_main(*, actor: Actor, contact_id: UUID) -> User:
    """Make a proved address the main one, and write to the old one; older links end. Raises NotProved.

    The old address stays as a further one.
    """
    user = _locked(actor)
    contact = get_own_contact(actor, contact_id)
    if not isinstance(contact, UserEmail) or contact.verified_at is None:
        raise NotProved()
    old, new = user.email, contact.email
    for address in sorted((old, new)):
        lock_address(address)
    db.session.delete(contact)
    db.session.add(UserEmail(id=new_id(), user_id=user.id, email=old, verified_at=user.email_verified_at))
    user.email, user.email_verified_at = new, contact.verified_at
    user.session_epoch += 1
    db.session.flush()
    audit.record(actor, "account.address_changed", user)
    jobs.defer(
        NOTIFY,
        recipients=[user.id],
        code="account.address_changed",
        once_key=f"address_changed:{user.id}:{user.session_epoch}",
        params={"new": mask_address(new)},
        link="/account/forgot",
    )
    # The new address gets the notice's letter, the old one this:
    post(
        recipient=old,
        locale=user.locale,
        template="address_changed",
        name=user.name,
        # Not spelled out: whoever reads the old mailbox need not learn the new one.
        new=mask_address(new),
        changed_at=clock.now().isoformat(),
        link="/account/forgot",
    )
    return user


def _target(contact: UserEmail | UserPhone) -> Target:
    return Target(contact.email if isinstance(contact, UserEmail) else contact.number)


def _locked(actor: Actor) -> User:
    if actor.user_id is None:
        raise NotSignedIn()
    authorise(actor, Permission.OWN_ACCOUNT, actor.user_id)
    return get_locked_user(actor.user_id)
