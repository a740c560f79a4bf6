"""The actor behind a session cookie or a bearer token, in one statement."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, column, exists, func, or_, select, table

from contest.accounts.models import ApiToken, BrowserSession, RoleAssignment, User
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
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
    lives = exists().where(
        BrowserSession.id == session_key, BrowserSession.user_id == User.id, BrowserSession.ended_at.is_(None)
    )
    found = _load(User.id == key, lives, session_id=session_key)
    return found if found and str(found.session_epoch) == epoch else None


def find_account(user_id: UUID) -> SignedIn | None:
    """Return somebody's account and rights without any session, None when the account is closed."""
    return _load(User.id == user_id)


def find_by_token(token: str) -> SignedIn | None:
    """Return the account behind a bearer token, None when it is unknown, expired or revoked."""
    row = db.session.execute(
        select(ApiToken.id, ApiToken.user_id).where(
            ApiToken.digest == token_digest(token),
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > func.now()),
        )
    ).one_or_none()
    return _load(User.id == row.user_id, token_id=row.id) if row else None


def token_digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _load(
    *conditions: ColumnElement[bool], token_id: UUID | None = None, session_id: UUID | None = None
) -> SignedIn | None:
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
    row = db.session.execute(
        select(User, roles.label("roles"), memberships.label("memberships"), _unread().label("unread")).where(
            *conditions, User.disabled_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        return None
    user: User = row.User
    return SignedIn(
        user_id=user.id,
        email=user.email,
        name=LocalizedText(user.name, user.name_en),
        session_epoch=user.session_epoch,
        email_verified=user.email_verified_at is not None,
        unread=row.unread,
        actor=_actor(user, row.roles or [], row.memberships or {}, token_id),
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


def _actor(user: User, assigned: list[str], memberships: dict[str, str], token_id: UUID | None) -> Actor:
    pairs = [item.partition(":")[::2] for item in assigned]
    roles = {Role.PUBLIC.value, Role.USER.value, *(role for role, _ in pairs)}
    if user.email_verified_at is not None:
        roles.add(Role.ENTREPRENEUR)
    roles |= {
        ROLE_OF_KIND[kind] for kind in map(OrganisationKind, memberships.values()) if kind in ROLE_OF_KIND
    }
    return Actor(
        user_id=user.id,
        name=user.name,
        roles=frozenset(map(str, roles)),
        organisation_ids=frozenset(map(UUID, memberships)),
        districts=frozenset(district for _, district in pairs if district),
        locale=user.locale,
        token_id=token_id,
    )
