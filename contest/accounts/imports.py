"""People in spreadsheets: addresses, and accounts for those who have none yet."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from contest.accounts.domain import normalise_email
from contest.accounts.models import RoleAssignment, User
from contest.accounts.services.passwords import passwords
from contest.imports.bulk import insert_rows
from contest.imports.domain import CellError
from contest.kernel.columns import new_id
from contest.permissions import Role


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who gets an account by an import. The id is given by whoever plans it."""

    id: UUID
    email: str
    name: str
    name_en: str = ""


def read_address(text: str) -> str:
    """Return an e-mail address as it is stored; raise CellError."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise CellError("not_an_address", value=text[:60]) from None
    return normalise_email(text)


def create_people(people: Iterable[NewPerson]) -> None:
    """Make accounts that nobody can sign in to before claiming them by a reset link, which also proves the address.

    No letter is sent: a list of thousands is not a reason to write to thousands.
    """
    new = list(people)
    if not new:
        return
    # One hash of a secret that is thrown away serves all: there is no password that fits.
    nobodys = passwords.hash(secrets.token_urlsafe(32))
    insert_rows(
        User,
        [
            {
                "id": person.id,
                "email": person.email,
                "name": person.name or person.email.partition("@")[0],
                "name_en": person.name_en,
                "password_hash": nobodys,
            }
            for person in new
        ],
    )


def give_role(user_ids: Iterable[UUID], role: Role, granted_by: UUID | None) -> None:
    """Give a role without a district to people; who has it already keeps it."""
    insert_rows(
        RoleAssignment,
        [
            {"id": new_id(), "user_id": user_id, "role": role, "district": "", "granted_by": granted_by}
            for user_id in user_ids
        ],
        ignore=True,
    )
