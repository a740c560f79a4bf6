"""Accounts of people named in a list, thousands at once. The use cases that call these have asked who may."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from contest.accounts.models import RoleAssignment, User
from contest.accounts.services.passwords import passwords
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.permissions import Role


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to get an account. The id is given by whoever plans it; `email` is normalised."""

    id: UUID
    email: str
    name: str
    name_en: str = ""


def create_people(people: Iterable[NewPerson]) -> None:
    """Make accounts that nobody can sign in to before claiming them by a reset link, which also proves the address.

    No letter is sent: a list of thousands is no reason to write to thousands.
    """
    new = list(people)
    if not new:
        return
    # One hash of a secret that is thrown away serves all: there is no password that fits.
    nobodys = passwords.hash(secrets.token_urlsafe(32))
    rows = [
        {
            "id": person.id,
            "email": person.email,
            "name": person.name or person.email.partition("@")[0],
            "name_en": person.name_en,
            "password_hash": nobodys,
        }
        for person in new
    ]
    db.session.connection().execute(insert(User.__table__), rows)  # type: ignore[arg-type]


def forget_passwords(user_ids: Iterable[UUID]) -> None:
    """Leave accounts without a proved address with a password nobody knows, and end their sessions."""
    wanted = list(user_ids)
    if wanted:
        db.session.execute(
            update(User)
            .where(User.id.in_(wanted), User.email_verified_at.is_(None))
            .values(
                password_hash=passwords.hash(secrets.token_urlsafe(32)), session_epoch=User.session_epoch + 1
            )
        )


def give_role(user_ids: Iterable[UUID], role: Role, granted_by: UUID | None) -> None:
    """Give people a role without a district; who has it already keeps it. No letter is sent."""
    rows = [
        {"id": new_id(), "user_id": user_id, "role": role, "district": "", "granted_by": granted_by}
        for user_id in user_ids
    ]
    if rows:
        statement = insert(RoleAssignment.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
        db.session.connection().execute(statement, rows)
