"""People."""

from __future__ import annotations

import itertools
import secrets
from datetime import UTC, datetime
from functools import cache

from contest.accounts.models import ApiToken, BrowserSession, RoleAssignment, User
from contest.accounts.queries import token_digest
from contest.accounts.services import passwords
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.permissions import Role

PASSWORD = "wind over the river 8"
_numbers = itertools.count(1)


@cache
def _hash() -> str:
    return passwords.hash(PASSWORD)  # 130 ms each: once is enough


def a_user(
    *roles: Role, email: str | None = None, district: str = "", verified: bool = True, **more: object
) -> User:
    """A person with a proved address and the given roles; password PASSWORD."""
    number = next(_numbers)
    values: dict[str, object] = {
        "id": new_id(),
        "email": email or f"person{number}@example.com",
        "name": f"测试成员{number}",
        "name_en": f"Member {number}",
        "password_hash": _hash(),
        "locale": "zh",
        "session_epoch": 0,
        "email_verified_at": datetime.now(UTC) if verified else None,
    }
    user = User(**{**values, **more})
    db.session.add(user)
    db.session.flush()
    for role in roles:
        db.session.add(RoleAssignment(id=new_id(), user_id=user.id, role=role, district=district))
    db.session.flush()
    return user


def a_session(user: User, **more: object) -> BrowserSession:
    """A browser the person is signed in with."""
    session = BrowserSession(**{"id": new_id(), "user_id": user.id, "epoch": user.session_epoch, **more})
    db.session.add(session)
    db.session.flush()
    return session


def a_token(user: User, **more: object) -> str:
    """A bearer token of the person."""
    token = "hj_test_" + secrets.token_urlsafe(16)
    db.session.add(ApiToken(id=new_id(), user_id=user.id, name="test", digest=token_digest(token), **more))
    db.session.flush()
    return token
