"""Accounts to try a demonstration with."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass

from sqlalchemy.dialects.postgresql import insert

from contest.accounts.domain import DEMO_PASSWORD
from contest.accounts.models import ApiToken
from contest.accounts.queries import PersonRow, demo_people, token_digest
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError
from contest.permissions import OFFICE, Role, public_roles

PER_ROLE = 3
ROLE_NAMES = ("entrepreneur", "judge", "base", "investor", "mentor", "office", "officer", "auditor")


class NotADemonstration(DomainError):
    """The database holds real people: their passwords and tokens are nobody's to print."""

    code = "not_a_demonstration"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """How to sign in as somebody of a role."""

    role: str
    email: str
    password: str
    token: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def demo_accounts(*, secret: str) -> list[DemoAccount]:
    """Return a few accounts of each role, those of the office that hold most of its jobs first.

    Tokens are derived from the application's `secret`: made on the first call, the same ever after, so scripts may
    ask as often as they like.
    """
    people = demo_people()
    if not people:
        raise NotADemonstration()
    found = []
    for role in ROLE_NAMES:
        holders = [person for person in people if role in _roles(person)]
        holders.sort(key=lambda person: -len(set(person.roles) & set(OFFICE)))
        found += [
            DemoAccount(role, person.email, DEMO_PASSWORD, _token(person, secret))
            for person in holders[:PER_ROLE]
        ]
    return found


def _roles(person: PersonRow) -> list[str]:
    return public_roles(person.roles) or [Role.ENTREPRENEUR.value]


def _token(person: PersonRow, secret: str) -> str:
    token = "hj_demo_" + hmac.new(secret.encode(), person.id.bytes, hashlib.sha256).hexdigest()[:40]
    row = {"id": new_id(), "user_id": person.id, "name": "demo", "digest": token_digest(token)}
    db.session.execute(insert(ApiToken).values(row).on_conflict_do_nothing(index_elements=["digest"]))
    return token
