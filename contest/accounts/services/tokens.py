"""Bearer tokens of the API."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from contest.accounts.models import ApiToken
from contest.accounts.queries import token_digest
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.permissions import Permission


def issue_token(
    *, actor: Actor, user_id: UUID, name: str, days: int | None = 365, token_id: UUID | None = None
) -> str:
    """Make a bearer token for a person and return it; it is shown once, only its digest is kept.

    `days` None: it never expires. `token_id`: chosen by the caller's form, so that sending it twice makes one.
    """
    authorise(actor, Permission.OWN_ACCOUNT, user_id)
    token = "hj_" + secrets.token_urlsafe(32)
    row = ApiToken(
        id=token_id or new_id(),
        user_id=user_id,
        name=name.strip(),
        digest=token_digest(token),
        expires_at=clock.now() + timedelta(days=days) if days else None,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "token.issued", row, user=user_id, days=days)
    return token


def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """End a token."""
    authorise(actor, Permission.OWN_ACCOUNT, token.user_id)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        audit.record(actor, "token.revoked", token)
