"""Main and further addresses together: claimed one at a time, with what waits for them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from contest.accounts.models import User
from contest.kernel import audit, clock
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.organisations.models import Membership, OrganisationInvitation


def lock_address(address: str) -> None:
    """Have whoever claims the address wait: main and further addresses are in two tables, each with its own index."""
    db.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": "address:" + address}
    )


def accept_invitations(user: User, address: str) -> None:
    """Let a person whose address is proved into the organisations that invited it."""
    waiting = db.session.execute(
        select(OrganisationInvitation)
        .where(OrganisationInvitation.email == address, OrganisationInvitation.accepted_at.is_(None))
        .with_for_update()
    ).scalars()
    for invitation in waiting:
        invitation.accepted_at = clock.now()
        if not _belongs(user.id, invitation.organisation_id):
            membership = Membership(
                id=new_id(), organisation_id=invitation.organisation_id, user_id=user.id, role=invitation.role
            )
            db.session.add(membership)
            audit.record(
                Actor(user.id), "colleague.joined", membership, organisation=invitation.organisation_id
            )


def _belongs(user_id: UUID, organisation_id: UUID) -> bool:
    found = select(Membership.id).where(
        Membership.user_id == user_id, Membership.organisation_id == organisation_id
    )
    return db.session.execute(found).first() is not None
