"""Colleagues of an organisation: who joins by whose hand, and who leaves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.domain import TooManyLetters, normalise_email
from contest.accounts.models import User
from contest.accounts.queries import find_user_by_email
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.mail.queries import posted_since
from contest.mail.services import post
from contest.organisations.domain import AlreadyMember, LastManager, MembershipRole
from contest.organisations.models import FormerMembership, Membership, Organisation, OrganisationInvitation
from contest.organisations.queries import get_organisation
from contest.permissions import Permission

INVITATIONS_PER_DAY = 3


def add_colleague(*, actor: Actor, organisation_id: UUID, email: str, role: MembershipRole) -> bool:
    """Make the owner of an address a member. True: joined at once. False: invited, joins by registering.

    An account whose address is not proved yet is treated like no account: anybody could have typed it in.
    """
    organisation = _locked(actor, organisation_id)
    address = normalise_email(email)
    user = find_user_by_email(address)
    if user is None or user.email_verified_at is None:
        _invite(actor, organisation, address, role, user)
        return False
    if _membership(organisation_id, user.id) is not None:
        raise AlreadyMember()
    membership = Membership(id=new_id(), organisation_id=organisation_id, user_id=user.id, role=role)
    db.session.add(membership)
    db.session.flush()
    audit.record(actor, "colleague.added", membership, organisation=organisation_id, user=user.id, role=role)
    post(
        recipient=address,
        locale=user.locale,
        template="colleague_added",
        name=user.name,
        organisation=organisation.name.as_dict(),
        link=f"/organisations/{organisation_id}",
    )
    return True


def _invite(
    actor: Actor, organisation: Organisation, address: str, role: MembershipRole, user: User | None
) -> None:
    if posted_since(address, "colleague_invited", timedelta(days=1)) >= INVITATIONS_PER_DAY:
        raise TooManyLetters()
    invitation = db.session.execute(
        select(OrganisationInvitation).where(
            OrganisationInvitation.organisation_id == organisation.id, OrganisationInvitation.email == address
        )
    ).scalar_one_or_none()
    if invitation is None:
        invitation = OrganisationInvitation(
            id=new_id(), organisation_id=organisation.id, email=address, invited_by=actor.user_id
        )
        db.session.add(invitation)
    invitation.role, invitation.accepted_at = role, None
    db.session.flush()
    audit.record(actor, "colleague.invited", invitation, organisation=organisation.id, role=role)
    post(
        recipient=address,
        locale=user.locale if user else actor.locale,
        template="colleague_invited",
        organisation=organisation.name.as_dict(),
        inviter=actor.name,
        link="/account/sign-in" if user else "/account/register",
    )


def remove_colleague(*, actor: Actor, organisation_id: UUID, user_id: UUID) -> None:
    """End a membership; raise LastManager when members would be left without a manager."""
    _locked(actor, organisation_id)
    membership = _membership(organisation_id, user_id)
    if membership is None:
        raise NotFound(kind="membership")
    if membership.role is MembershipRole.MANAGER:
        _refuse_last_manager(organisation_id, user_id)
    audit.record(actor, "colleague.removed", membership, organisation=organisation_id, user=user_id)
    since = membership.created_at.astimezone(clock.SHANGHAI).date()
    db.session.add(
        FormerMembership(
            id=new_id(), organisation_id=organisation_id, user_id=user_id, since=since, until=clock.today()
        )
    )
    db.session.delete(membership)


def withdraw_invitation(*, actor: Actor, organisation_id: UUID, invitation_id: UUID) -> None:
    """Take back an invitation nobody has followed yet."""
    _locked(actor, organisation_id)
    invitation = db.session.get(OrganisationInvitation, invitation_id)
    if invitation is None or invitation.organisation_id != organisation_id:
        raise NotFound(kind="invitation")
    audit.record(actor, "colleague.invitation_withdrawn", invitation, organisation=organisation_id)
    db.session.delete(invitation)


def _locked(actor: Actor, organisation_id: UUID) -> Organisation:
    authorise(actor, Permission.MANAGE_ORGANISATION, get_organisation(actor, organisation_id))
    # Managers are counted under the lock.
    return db.session.get_one(Organisation, organisation_id, with_for_update=True, populate_existing=True)


def _membership(organisation_id: UUID, user_id: UUID) -> Membership | None:
    return db.session.execute(
        select(Membership).where(Membership.organisation_id == organisation_id, Membership.user_id == user_id)
    ).scalar_one_or_none()


def _refuse_last_manager(organisation_id: UUID, leaving: UUID) -> None:
    others = select(func.count(Membership.id)).where(
        Membership.organisation_id == organisation_id, Membership.user_id != leaving
    )
    members = db.session.execute(others).scalar_one()
    managers = db.session.execute(others.where(Membership.role == MembershipRole.MANAGER)).scalar_one()
    if members and not managers:
        raise LastManager()
