"""Every address and number a person is known by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from contest.accounts.models import User, UserEmail, UserPhone, phone_index
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.texting.domain import mask_number


@dataclass(frozen=True, slots=True)
class Contact:
    """A further address or number; `shown` hides the middle of a number."""

    id: UUID
    shown: str
    verified: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Contacts:
    """What somebody is reached by beside the main address."""

    emails: tuple[Contact, ...]
    phones: tuple[Contact, ...]


def contacts_of(actor: Actor) -> Contacts:
    """Return the actor's own further addresses and numbers, the oldest first."""
    return Contacts(
        emails=tuple(
            Contact(row.id, row.email, row.verified_at is not None, row.created_at)
            for row in _own(UserEmail, actor)
        ),
        phones=tuple(
            Contact(row.id, mask_number(row.number), row.verified_at is not None, row.created_at)
            for row in _own(UserPhone, actor)
        ),
    )


def _own(table: Any, actor: Actor) -> Any:
    query = select(table).where(table.user_id == actor.user_id).order_by(table.created_at, table.id)
    return db.session.execute(query).scalars()


def get_own_contact(actor: Actor, contact_id: UUID) -> UserEmail | UserPhone:
    """Return one of the actor's further addresses or numbers; raise NotFound for anybody else's."""
    found = db.session.get(UserEmail, contact_id) or db.session.get(UserPhone, contact_id)
    if found is None or found.user_id != actor.user_id:
        raise NotFound(kind="contact")
    return found


def find_user_by_number(number: str) -> User | None:
    """Return the account that has proved this number (E.164)."""
    proved = select(UserPhone.user_id).where(
        UserPhone.number_index == phone_index(number), UserPhone.verified_at.is_not(None)
    )
    return db.session.execute(select(User).where(User.id.in_(proved))).scalar_one_or_none()


def all_emails(user_id: Any) -> ColumnElement[Any]:
    """Return every further address of the person in a column, proved or not, as an array for a query's list."""
    return _array(UserEmail.email, UserEmail.user_id == user_id)


def all_phones(user_id: Any) -> ColumnElement[Any]:
    """Return every number of the person in a column, proved or not, as an array for a query's list."""
    return _array(UserPhone.number, UserPhone.user_id == user_id)


def unproved_emails(user_id: Any) -> ColumnElement[Any]:
    """Return those further addresses of the person in a column that nobody has proved, as an array."""
    return _array(UserEmail.email, (UserEmail.user_id == user_id) & UserEmail.verified_at.is_(None))


def unproved_phones(user_id: Any) -> ColumnElement[Any]:
    """Return those numbers of the person in a column that nobody has proved, as an array."""
    return _array(UserPhone.number, (UserPhone.user_id == user_id) & UserPhone.verified_at.is_(None))


def _array(column: Any, condition: ColumnElement[bool]) -> ColumnElement[Any]:
    table = column.class_
    return (
        select(func.array_agg(column, type_=ARRAY(column.type)))
        .select_from(table)
        .where(condition)
        .correlate_except(table)
        .scalar_subquery()
    )


def count_contacts(user_id: UUID) -> int:
    """Return how many further addresses and numbers a person keeps."""
    both = union_all(
        select(UserEmail.id).where(UserEmail.user_id == user_id),
        select(UserPhone.id).where(UserPhone.user_id == user_id),
    ).subquery()
    return db.session.execute(select(func.count()).select_from(both)).scalar_one()
