"""Fill an empty database with a demonstration, and say how to sign in to it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from contest.accounts.domain import DEMO_PASSWORD
from contest.accounts.models import ApiToken, User
from contest.accounts.queries import PersonRow, demo_people, token_digest
from contest.accounts.services import passwords
from contest.demo.casting import Cast
from contest.demo.world import SIZES, DatabaseNotEmpty, DemoWorld
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError
from contest.kernel.storage import Storage
from contest.permissions import OFFICE, Role, public_roles

PER_ROLE = 3
Step = Callable[[DemoWorld], None]
# What a step says while it works: its name, how much is done, of how much.
Progress = Callable[[str, int, int], None]
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


def is_empty() -> bool:
    """Say whether nobody has an account yet."""
    return db.session.execute(select(User.id).limit(1)).first() is None


def seed(
    *,
    cast: Cast,
    size: str,
    seed: int,
    today: date,
    storage: Storage,
    steps: Iterable[Step],
    progress: Progress,
) -> DemoWorld:
    """Run all steps in one transaction of the caller's; return what was made. Raises DatabaseNotEmpty.

    The same `seed` and `today` make the same season, ids and secrets excepted.
    """
    if not is_empty():
        raise DatabaseNotEmpty()
    world = DemoWorld(
        cast=cast,
        size=SIZES[size],
        seed=seed,
        today=today,
        storage=storage,
        # Hashing is slow on purpose, and all have the same password.
        password_hash=passwords.hash(DEMO_PASSWORD),
        advance=lambda _done, _of: None,
    )
    for step in steps:
        name = step.__name__
        world.advance = lambda done, of, name=name: progress(name, done, of)  # type: ignore[misc]
        world.advance(0, 0)
        step(world)
        db.session.flush()
    # What was just written is read at once: the planner should know how much it is.
    db.session.execute(text("ANALYZE"))
    return world
