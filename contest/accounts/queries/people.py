"""People as the office sees them, and accounts by key or address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select, union_all

from contest.accounts.models import RoleAssignment, SignInFailure, User, UserEmail
from contest.accounts.queries.signed_in import ROLE_OF_KIND
from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import Page, paginate
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership, Organisation
from contest.permissions import Permission, Role

DEMO_PER_ROLE = 3


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the office's list of people."""

    id: UUID
    email: str
    name: str
    name_en: str
    roles: tuple[Role, ...]
    verified: bool
    disabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role given by the office."""

    id: UUID
    role: Role
    district: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Belonging:
    """An organisation a person belongs to."""

    id: UUID
    name: LocalizedText
    role: MembershipRole


@dataclass(frozen=True, slots=True)
class Person:
    """Everything the office sees of one person."""

    row: PersonRow
    phone: str
    roles: tuple[HeldRole, ...]
    organisations: tuple[Belonging, ...]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on users whom the actor may see in the list of people."""
    return User.id.is_not(None) if policy.holds(actor, Permission.MANAGE_ACCOUNTS) else false()


def people(actor: Actor, *, search: str = "", role: Role | None = None, page: int = 1) -> Page[PersonRow]:
    """Return the people the actor manages, the newest first; `search` looks in names and addresses."""
    query = _rows().where(visible_to(actor)).order_by(User.created_at.desc(), User.id.desc())
    if words := search.strip():
        fields = (User.email, User.name, User.name_en)
        query = query.where(or_(*(field.icontains(words, autoescape=True) for field in fields)))
    if role is not None:
        query = query.where(_holds(role))
    return paginate(query, _row, number=page)


def get_person(actor: Actor, user_id: UUID) -> Person:
    """Return one person the actor manages; raise NotFound."""
    found = db.session.execute(_rows().where(visible_to(actor), User.id == user_id)).one_or_none()
    if found is None:
        raise NotFound(kind="user")
    held = db.session.execute(
        select(RoleAssignment.id, RoleAssignment.role, RoleAssignment.district, RoleAssignment.created_at)
        .where(RoleAssignment.user_id == user_id)
        .order_by(RoleAssignment.created_at, RoleAssignment.id)
    )
    belongings = db.session.execute(
        select(Organisation.id, Organisation.name, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.created_at, Membership.id)
    )
    return Person(
        row=_row(found),
        phone=found.phone,
        roles=tuple(HeldRole(*item) for item in held),
        organisations=tuple(Belonging(*item) for item in belongings),
    )


@dataclass(frozen=True, slots=True)
class PeopleFigures:
    """Accounts in numbers; `refused` are failed sign-ins of the last day."""

    accounts: int
    unconfirmed: int
    closed: int
    refused: int


def people_figures(actor: Actor) -> PeopleFigures:
    """Count the accounts the actor manages."""
    day = func.now() - timedelta(days=1)
    refused = select(func.count(SignInFailure.id)).where(
        SignInFailure.key.startswith("network:"), SignInFailure.at > day
    )
    row = db.session.execute(
        select(
            func.count(User.id),
            func.count(User.id).filter(User.email_verified_at.is_(None)),
            func.count(User.id).filter(User.disabled_at.is_not(None)),
            refused.scalar_subquery(),
        ).where(visible_to(actor))
    ).one()
    return PeopleFigures(*row)


def _assigned() -> Any:
    return (
        select(func.array_agg(RoleAssignment.role.distinct()))
        .where(RoleAssignment.user_id == User.id)
        .scalar_subquery()
    )


def _kinds() -> Any:
    return (
        select(func.array_agg(Organisation.kind.distinct()))
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == User.id)
        .scalar_subquery()
    )


def _rows() -> Select[Any]:
    columns = (User.id, User.email, User.name, User.name_en, User.phone, User.created_at)
    return select(
        *columns,
        User.email_verified_at.is_not(None).label("verified"),
        User.disabled_at.is_not(None).label("disabled"),
        _assigned().label("assigned"),
        _kinds().label("kinds"),
    )


def _row(row: Any) -> PersonRow:
    roles = {Role(role) for role in row.assigned or ()}
    roles |= {ROLE_OF_KIND[kind] for kind in row.kinds or () if kind in ROLE_OF_KIND}
    return PersonRow(
        id=row.id,
        email=row.email,
        name=row.name,
        name_en=row.name_en,
        roles=tuple(role for role in Role if role in roles),
        verified=row.verified,
        disabled=row.disabled,
        created_at=row.created_at,
    )


def _holds(role: Role) -> ColumnElement[bool]:
    assigned = select(RoleAssignment.id).where(RoleAssignment.user_id == User.id, RoleAssignment.role == role)
    kinds = [kind for kind, its_role in ROLE_OF_KIND.items() if its_role is role]
    belongs = (
        select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == User.id, Organisation.kind.in_(kinds))
    )
    return or_(assigned.exists(), belongs.exists())


def demo_people() -> list[PersonRow]:
    """Return a few confirmed accounts per role made for trying the product out; none among real people."""
    held = select(RoleAssignment.id).where(RoleAssignment.user_id == User.id)
    belongs = select(Membership.id).where(Membership.user_id == User.id)
    roles = set(Role) - {Role.PUBLIC, Role.USER, Role.ENTREPRENEUR}
    conditions = [~held.exists() & ~belongs.exists(), *(_holds(role) for role in sorted(roles))]
    usable = (User.is_demo, User.disabled_at.is_(None), User.email_verified_at.is_not(None))
    picks = [
        select(User.id).where(*usable, condition).order_by(User.email).limit(DEMO_PER_ROLE).subquery()
        for condition in conditions
    ]
    wanted = union_all(*(select(pick.c.id) for pick in picks))
    query = _rows().where(User.id.in_(wanted)).order_by(User.email)
    return [_row(row) for row in db.session.execute(query)]


def find_user_by_email(email: str) -> User | None:
    """Return the account whose main address this (normalised) one is, or that has proved it as a further one."""
    proved = select(UserEmail.user_id).where(UserEmail.email == email, UserEmail.verified_at.is_not(None))
    query = select(User).where(or_(User.email == email, User.id.in_(proved)))
    # An unproved main address may be somebody's claim to what another has proved: who proved it comes first.
    return db.session.execute(
        query.order_by(User.email_verified_at.is_(None), User.id).limit(1)
    ).scalar_one_or_none()


def get_user(user_id: UUID) -> User:
    """Return the account; raise NotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound(kind="user")
    return user


def get_locked_user(user_id: UUID) -> User:
    """Return the account with its row locked until the end of the transaction; raise NotFound."""
    return get_locked(select(User).where(User.id == user_id), kind="user")


def get_assignment(actor: Actor, assignment_id: UUID) -> RoleAssignment:
    """Return a role given to somebody the actor manages; raise NotFound."""
    assignment = db.session.execute(
        select(RoleAssignment)
        .join(User, User.id == RoleAssignment.user_id)
        .where(RoleAssignment.id == assignment_id, visible_to(actor))
    ).scalar_one_or_none()
    if assignment is None:
        raise NotFound(kind="role")
    return assignment
