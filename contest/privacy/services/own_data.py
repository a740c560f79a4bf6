"""Close an account: one's own data go, or stay under no name."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text, update

from contest.accounts.models import User
from contest.accounts.queries import get_locked_user
from contest.accounts.services.passwords import passwords
from contest.accounts.services.profile import confirm_password
from contest.exports.services import end_of
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.kernel.holdings import Erasure, register
from contest.permissions import Permission
from contest.privacy import queries
from contest.privacy.domain import AccountInUse, erased_address

CLOSED_NAME = {"zh": "已注销用户", "en": "Closed account"}


def close_account(*, actor: Actor, password: str, network: str = "") -> None:
    """Erase the person behind an account; what must remain remains under no name.

    Raises Invalid for a wrong password, AccountInUse with what is to be brought to an end first.
    """
    authorise(actor, Permission.OWN_ACCOUNT, actor.user_id)
    assert actor.user_id is not None
    user = get_locked_user(actor.user_id)
    confirm_password(user=user, password=password, network=network)
    if found := queries.obstacles_of(user.id):
        raise AccountInUse(obstacles=[obstacle.code for obstacle in found])
    erased = {
        holding.table: _erase(holding.table, holding.where, holding.erasure, holding.blank, user.id)
        # From the end: what is found by an address, a team or a judge goes before these do.
        for holding in reversed(register.holdings)
        if holding.table != "users"
    }
    end_of(user_id=user.id)
    _blank_user(user)
    audit.record(actor, "account.closed", user, rows={name: n for name, n in erased.items() if n})


def _erase(table: str, where: str, erasure: Erasure, blank: Mapping[str, Any], user_id: UUID) -> int:
    if erasure is Erasure.KEEP:
        return 0
    found = queries.table_of(table)
    rows = text(where)
    statement = (
        delete(found).where(rows)
        if erasure is Erasure.DELETE
        else update(found).where(rows).values({found.c[name]: value for name, value in blank.items()})
    )
    return int(db.session.execute(statement, {"person": user_id}).rowcount)  # type: ignore[attr-defined]


def _blank_user(user: User) -> None:
    now = clock.now()
    user.email, user.name, user.name_en = erased_address(user.id), CLOSED_NAME["zh"], CLOSED_NAME["en"]
    user.phone, user.wechat_openid, user.external_id = "", None, None
    user.password_hash = passwords.hash(secrets.token_urlsafe(32))  # which nobody knows
    user.email_verified_at, user.disabled_at, user.closed_at = None, now, now
    user.session_epoch += 1
    db.session.flush()
