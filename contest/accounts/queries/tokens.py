"""A person's own API tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import ApiToken
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token as its owner sees it; the secret itself is not kept."""

    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    expired: bool

    @property
    def usable(self) -> bool:
        return self.revoked_at is None and not self.expired


def tokens_of(actor: Actor) -> list[TokenRow]:
    """Return the actor's own tokens, the newest first."""
    expired = func.coalesce(ApiToken.expires_at <= func.now(), False).label("expired")
    rows = db.session.execute(
        select(
            ApiToken.id, ApiToken.name, ApiToken.created_at, ApiToken.expires_at, ApiToken.revoked_at, expired
        )
        .where(ApiToken.user_id == actor.user_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.id.desc())
    )
    return [TokenRow(*row) for row in rows]


def get_own_token(actor: Actor, token_id: UUID) -> ApiToken:
    """Return one of the actor's tokens; raise NotFound for anybody else's."""
    token = db.session.execute(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == actor.user_id)
    ).scalar_one_or_none()
    if token is None:
        raise NotFound(kind="token")
    return token
