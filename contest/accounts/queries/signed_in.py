"""The actor behind a session cookie or a bearer token, in one statement."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, column, exists, func, or_, select, table

from contest.accounts.models import ApiToken, BrowserSession, RoleAssignment, User
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import AnySelect
from contest.organisations.domain import OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.permissions import Role

# Notices build on accounts and may not be imported here; the bell of every page rides on this statement.
NOTICES = table("notices", column("user_id"), column("read_at"), column("superseded_at"))
UNREAD_SHOWN = 99
# Belonging to an organisation of these kinds makes somebody act for it.
ROLE_OF_KIND = {OrganisationKind.BASE_OPERATOR: Role.BASE, OrganisationKind.INVESTOR: Role.INVESTOR}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account behind a request: what Flask-Login asks for and the actor the services get."""

    user_id: UUID
    email: str
    name: LocalizedText
    session_epoch: int
    email_verified: bool
    unread: int  # notices, counted up to UNREAD_SHOWN + 1
    actor: Actor
    session_id: UUID | None = None  # of the browser; none behind a token

    @property
    def unread_shown(self) -> str:
        return f"{UNREAD_SHOWN}+" if self.unread > UNREAD_SHOWN else str(self.unread)

    is_active = True
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        return f"{self.user_id}:{self.session_epoch}:{self.session_id}"


def find_signed_in(session_id: str) -> SignedIn | None:
    """Return the account of a session id, None when this session has ended, or all of the person's have."""
    try:
        user_id, epoch, session = session_id.split(":")
        key, session_key = UUID(user_id), UUID(session)
    except ValueError:
        return None
    row = db.session.execute(_by_session(), {"user_id": key, "session_id": session_key}).one_or_none()
    if row is None or str(row.session_epoch) != epoch:
        return None
    return _signed_in(row, session_id=session_key)


def find_account(user_id: UUID) -> SignedIn | None:
    """Return somebody's account and rights without any session, None when the account is closed."""
    row = db.session.execute(_by_id(), {"user_id": user_id}).one_or_none()
    return _signed_in(row) if row is not None else None


def find_by_token(token: str) -> SignedIn | None:
    """Return the account behind a bearer token, None when it is unknown, expired or revoked."""
    row = db.session.execute(_by_token(), {"digest": token_digest(token)}).one_or_none()
    return _signed_in(row, token_id=row.token_id) if row is not None else None


def token_digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _by_session() -> AnySelect:
    """Return the query of the account `user_id` whose `session_id` lives. Built once: every request asks it."""
    lives = exists().where(
        BrowserSession.id == bindparam("session_id"),
        BrowserSession.user_id == User.id,
        BrowserSession.ended_at.is_(None),
    )
    return _by_id().where(lives)


@cache
def _by_id() -> AnySelect:
    return _accounts().where(User.id == bindparam("user_id"))


@cache
def _by_token() -> AnySelect:
    """Return the query of the account behind the token with this `digest`."""
    valid = or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > func.now())
    return (
        _accounts()
        .add_columns(ApiToken.id.label("token_id"))
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.digest == bindparam("digest"), ApiToken.revoked_at.is_(None), valid)
    )


def _accounts() -> AnySelect:
    roles = (
        select(func.array_agg(RoleAssignment.role.concat(":").concat(RoleAssignment.district)))
        .where(RoleAssignment.user_id == User.id)
        .scalar_subquery()
    )
    memberships = (
        select(func.jsonb_object_agg(Organisation.id, Organisation.kind))
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == User.id)
        .scalar_subquery()
    )
    query: AnySelect = select(
        User.id,
        User.email,
        User.name,
        User.name_en,
        User.locale,
        User.session_epoch,
        User.email_verified_at.is_not(None).label("email_verified"),
        roles.label("roles"),
        memberships.label("memberships"),
        _unread().label("unread"),
        func.clock_timestamp().label("moment"),
    )
    return query.where(User.disabled_at.is_(None))


def _signed_in(row: Any, *, token_id: UUID | None = None, session_id: UUID | None = None) -> SignedIn:
    clock.seen_at(row.moment)
    return SignedIn(
        user_id=row.id,
        email=row.email,
        name=LocalizedText(row.name, row.name_en),
        session_epoch=row.session_epoch,
        email_verified=row.email_verified,
        unread=row.unread,
        actor=_actor(row, token_id),
        session_id=session_id,
    )


def _unread() -> Any:
    some = (
        select(NOTICES.c.user_id)
        .where(NOTICES.c.user_id == User.id, NOTICES.c.read_at.is_(None), NOTICES.c.superseded_at.is_(None))
        .limit(UNREAD_SHOWN + 1)
        .correlate(User)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


def _actor(row: Any, token_id: UUID | None) -> Actor:
    pairs = [item.partition(":")[::2] for item in row.roles or ()]
    memberships: dict[str, str] = row.memberships or {}
    roles = {Role.PUBLIC.value, Role.USER.value, *(role for role, _ in pairs)}
    if row.email_verified:
        roles.add(Role.ENTREPRENEUR)
    roles |= {
        ROLE_OF_KIND[kind] for kind in map(OrganisationKind, memberships.values()) if kind in ROLE_OF_KIND
    }
    return Actor(
        user_id=row.id,
        name=row.name,
        roles=frozenset(map(str, roles)),
        organisation_ids=frozenset(map(UUID, memberships)),
        districts=frozenset(district for _, district in pairs if district),
        locale=row.locale,
        token_id=token_id,
    )
