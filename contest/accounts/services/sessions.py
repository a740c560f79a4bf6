"""Sessions of browsers: begun, seen, ended one by one or all at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from contest.accounts.devices import Device
from contest.accounts.models import BrowserSession, User
from contest.accounts.queries import get_locked_user
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db, side_transaction
from contest.kernel.errors import NotFound, NotSignedIn
from contest.kernel.locking import find_locked
from contest.permissions import Permission

SEEN_AGAIN_AFTER = timedelta(minutes=5)


def begin_session(*, user_id: UUID, device: Device | None = None) -> UUID:
    """Begin a session of somebody who has just proved who they are; its key goes into the browser's cookie."""
    used = device or Device()
    session = BrowserSession(
        id=new_id(),
        user_id=user_id,
        epoch=select(User.session_epoch).where(User.id == user_id).scalar_subquery(),
        browser=used.browser,
        system=used.system,
        network=used.network,
    )
    db.session.add(session)
    db.session.flush()
    return session.id


def note_seen(*, session_id: UUID) -> None:
    """Note that a session is in use; the request at hand may be one that only reads."""
    with side_transaction() as side:
        side.execute(
            update(BrowserSession)
            .where(
                BrowserSession.id == session_id,
                BrowserSession.ended_at.is_(None),
                BrowserSession.seen_at < func.now() - SEEN_AGAIN_AFTER,
            )
            .values(seen_at=func.now())
        )


def sign_out(*, actor: Actor, session_id: UUID) -> None:
    """End the session the actor asks with, wherever its cookie was copied to."""
    session = _own(actor, session_id)
    if session is not None and session.ended_at is None:
        session.ended_at = clock.now()
        audit.record(actor, "account.signed_out", db.session.get_one(User, session.user_id))


def end_session(*, actor: Actor, session_id: UUID) -> None:
    """End one of the actor's sessions, on this device or another. Raises NotFound; ending it twice changes nothing."""
    authorise(actor, Permission.OWN_ACCOUNT, actor.user_id)
    session = _own(actor, session_id)
    if session is None:
        raise NotFound(kind="session")
    if session.ended_at is None:
        session.ended_at = clock.now()
        audit.record(actor, "account.session_ended", db.session.get_one(User, session.user_id))


def end_sessions(*, actor: Actor) -> None:
    """Sign the actor out on every device, this one included."""
    if actor.user_id is None:
        raise NotSignedIn()
    authorise(actor, Permission.OWN_ACCOUNT, actor.user_id)
    user = get_locked_user(actor.user_id)
    user.session_epoch += 1
    audit.record(actor, "account.sessions_ended", user)


def _own(actor: Actor, session_id: UUID) -> BrowserSession | None:
    own = BrowserSession.id == session_id, BrowserSession.user_id == actor.user_id
    return find_locked(select(BrowserSession).where(*own))
