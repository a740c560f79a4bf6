"""Who belongs to an organisation, and who is invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership, OrganisationInvitation
from contest.organisations.queries import get_organisation


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of an organisation."""

    user_id: UUID
    name: str
    name_en: str
    email: str
    role: MembershipRole
    since: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """An address that was invited and has not joined yet."""

    id: UUID
    email: str
    role: MembershipRole
    since: datetime


def colleagues(actor: Actor, organisation_id: UUID) -> list[Colleague]:
    """Return the members, managers first; raise NotFound when the actor may not see the organisation."""
    get_organisation(actor, organisation_id)
    rows = db.session.execute(
        select(User.id, User.name, User.name_en, User.email, Membership.role, Membership.created_at)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.role != MembershipRole.MANAGER, Membership.created_at, Membership.id)
    )
    return [Colleague(*row) for row in rows]


def invited(actor: Actor, organisation_id: UUID) -> list[Invited]:
    """Return open invitations, the newest first; raise NotFound when the actor may not see the organisation."""
    get_organisation(actor, organisation_id)
    invitation = OrganisationInvitation
    rows = db.session.execute(
        select(invitation.id, invitation.email, invitation.role, invitation.created_at)
        .where(invitation.organisation_id == organisation_id, invitation.accepted_at.is_(None))
        .order_by(invitation.created_at.desc(), invitation.id.desc())
    )
    return [Invited(*row) for row in rows]
