"""Reads about organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.permissions import OFFICE, Permission, Role


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation with who manages it."""

    id: UUID
    kind: OrganisationKind
    name: LocalizedText
    credit_code: str | None
    district: str
    website: str
    members: int
    manager_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class MyOrganisation:
    """An organisation one belongs to, and as what."""

    id: UUID
    kind: OrganisationKind
    name: LocalizedText
    role: MembershipRole


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on organisations the actor may see: all for the office, one's district, one's own."""
    if actor.is_system or (actor.has(*OFFICE) and policy.holds(actor, Permission.VIEW_ORGANISATION)):
        return true()
    conditions: list[ColumnElement[bool]] = [Organisation.id.in_(actor.organisation_ids)]
    if actor.has(Role.OFFICER):
        conditions.append(Organisation.district.in_(actor.districts))
    return or_(*conditions)


def organisations(
    actor: Actor, *, search: str = "", kind: OrganisationKind | None = None, page: int = 1
) -> Page[OrganisationView]:
    """Return the organisations the actor may see, the newest first."""
    query = _views().where(visible_to(actor)).order_by(Organisation.created_at.desc(), Organisation.id.desc())
    if words := search.strip():
        fields = (_name_in("zh"), _name_in("en"), Organisation.credit_code)
        query = query.where(or_(*(field.icontains(words, autoescape=True) for field in fields)))
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    return paginate(query, _view, number=page)


def get_organisation(actor: Actor, organisation_id: UUID) -> OrganisationView:
    """Return one organisation; raise NotFound when there is none or the actor may not see it."""
    row = db.session.execute(
        _views().where(visible_to(actor), Organisation.id == organisation_id)
    ).one_or_none()
    if row is None:
        raise NotFound(kind="organisation")
    return _view(row)


def my_organisations(actor: Actor) -> list[MyOrganisation]:
    """Return the organisations the actor belongs to."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.kind, Organisation.name, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == actor.user_id)
        .order_by(Organisation.created_at, Organisation.id)
    )
    return [MyOrganisation(*row) for row in rows]


def choices_of_kind(kind: str) -> Sequence[Organisation]:
    """Return every organisation of one kind by name, for a form's choices."""
    query = select(Organisation).where(Organisation.kind == kind).order_by(_name_in("zh"), Organisation.id)
    return db.session.execute(query).scalars().all()


def _name_in(locale: str) -> ColumnElement[str]:
    name: ColumnElement[str] = type_coerce(Organisation.name, JSONB)[locale].astext
    return name


def _views() -> Select[Any]:
    members = select(func.count()).where(Membership.organisation_id == Organisation.id).scalar_subquery()
    managers = (
        select(func.array_agg(Membership.user_id))
        .where(Membership.organisation_id == Organisation.id, Membership.role == MembershipRole.MANAGER)
        .scalar_subquery()
    )
    return select(Organisation, members.label("members"), managers.label("managers"))


def _view(row: Any) -> OrganisationView:
    organisation: Organisation = row.Organisation
    return OrganisationView(
        id=organisation.id,
        kind=organisation.kind,
        name=organisation.name,
        credit_code=organisation.credit_code,
        district=organisation.district,
        website=organisation.website,
        members=row.members,
        manager_ids=frozenset(row.managers or ()),
    )
