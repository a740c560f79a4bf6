"""A person's own sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.devices import Place, place_of
from contest.accounts.domain import REMEMBERED_FOR
from contest.accounts.models import BrowserSession, User
from contest.kernel.access import Actor
from contest.kernel.db import db


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One device somebody is signed in on; `current`: the one that asks."""

    id: UUID
    browser: str
    system: str
    network: str
    begun_at: datetime
    seen_at: datetime
    current: bool

    @property
    def place(self) -> Place:
        return place_of(self.network)


def sessions_of(actor: Actor, current: UUID | None) -> list[SessionRow]:
    """Return the actor's sessions that have not ended, the asking one first, then the latest seen.

    No cookie lives longer than one that is remembered, so older rows open nothing and are left out.
    """
    rows = db.session.execute(
        select(
            BrowserSession.id,
            BrowserSession.browser,
            BrowserSession.system,
            BrowserSession.network,
            BrowserSession.begun_at,
            BrowserSession.seen_at,
        )
        .join(User, User.id == BrowserSession.user_id)
        .where(
            BrowserSession.user_id == actor.user_id,
            BrowserSession.ended_at.is_(None),
            BrowserSession.epoch == User.session_epoch,
            BrowserSession.seen_at > func.now() - REMEMBERED_FOR,
        )
        .order_by(BrowserSession.seen_at.desc(), BrowserSession.id.desc())
    )
    found = [SessionRow(*row, current=row.id == current) for row in rows]
    return sorted(found, key=lambda row: not row.current)
