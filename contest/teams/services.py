"""What happens to teams: founding, inviting, joining, leaving, handing over."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.domain import normalise_email
from contest.accounts.models import User
from contest.accounts.queries import find_user_by_email
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, require
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound, NotSignedIn
from contest.kernel.locking import find_locked, get_locked
from contest.mail.services import post
from contest.notices.services import notify
from contest.permissions import Permission
from contest.teams import queries
from contest.teams.domain import (
    DUTY_LIMIT,
    INVITATION_LASTS,
    MOST_OPEN_INVITATIONS,
    NAME_LIMIT,
    AlreadyMember,
    InvitationState,
    InvitationUnusable,
    LeaderMustStay,
    TeamRole,
    TooManyInvitations,
    invitation_state,
)
from contest.teams.links import path_of
from contest.teams.models import FormerMember, Team, TeamInvitation, TeamMember


def create_team(*, actor: Actor, name: LocalizedText, organisation_id: UUID | None = None) -> Team:
    """Found a team; whoever founds it leads it. `organisation_id` must be one of the actor's own."""
    require(actor, Permission.CREATE_TEAM)
    if actor.user_id is None:
        raise NotSignedIn()
    if organisation_id is not None and organisation_id not in actor.organisation_ids:
        raise Invalid(FieldError("organisation_id", "not_a_choice"))
    team = Team(id=new_id(), name=_checked_name(name), organisation_id=organisation_id)
    db.session.add(team)
    db.session.flush()
    db.session.add(
        TeamMember(
            id=new_id(),
            team_id=team.id,
            user_id=actor.user_id,
            role=TeamRole.LEADER,
            duty=LocalizedText(),
        )
    )
    db.session.flush()
    audit.record(actor, "team.created", team)
    return team


def rename_team(*, actor: Actor, team_id: UUID, name: LocalizedText) -> None:
    """Change the name of a team."""
    team = _managed(actor, team_id)
    team.name = _checked_name(name)
    audit.record(actor, "team.renamed", team)


def describe_member(*, actor: Actor, team_id: UUID, user_id: UUID, duty: LocalizedText) -> None:
    """Say what a person does in the team."""
    team = _managed(actor, team_id)
    _member(team_id, user_id).duty = _checked(duty, "duty", DUTY_LIMIT)
    audit.record(actor, "team.member_described", team, user=user_id)


def invite(*, actor: Actor, team_id: UUID, email: str = "") -> TeamInvitation:
    """Make a link into the team that works once and for two weeks; mail it when an address is given.

    Raises AlreadyMember when the address belongs to somebody in the team, TooManyInvitations past the cap.
    """
    team = _managed(actor, team_id)
    address = normalise_email(email)
    known = find_user_by_email(address) if address else None
    if known is not None and _find_member(team_id, known.id) is not None:
        raise AlreadyMember()
    if len(queries.open_invitations(team_id)) >= MOST_OPEN_INVITATIONS:
        raise TooManyInvitations(limit=MOST_OPEN_INVITATIONS)
    invitation = TeamInvitation(
        id=new_id(),
        team_id=team_id,
        email=address,
        invited_by=actor.user_id,
        expires_at=clock.now() + INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    if address:
        _post_invitation(actor, team, invitation, known)
    audit.record(actor, "team.invited", team, invitation=invitation.id, by_mail=bool(address))
    return invitation


def _post_invitation(actor: Actor, team: Team, invitation: TeamInvitation, known: User | None) -> None:
    post(
        recipient=invitation.email,
        locale=known.locale if known else actor.locale,
        template="team_invitation",
        once_key=f"team_invitation:{invitation.id}",
        team=team.name.as_dict(),
        inviter=actor.name,
        expires_at=invitation.expires_at.isoformat(),
        link=path_of(invitation.id),
    )


def revoke_invitation(*, actor: Actor, team_id: UUID, invitation_id: UUID) -> None:
    """Take an unused invitation back."""
    team = _managed(actor, team_id)
    own = select(TeamInvitation).where(TeamInvitation.id == invitation_id, TeamInvitation.team_id == team_id)
    invitation = get_locked(own, kind="invitation")
    if invitation.accepted_at is None and invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        audit.record(actor, "team.invitation_revoked", team, invitation=invitation_id)


def join(*, actor: Actor, invitation_id: UUID) -> UUID:
    """Use an invitation and return the team; raise InvitationUnusable or AlreadyMember.

    The invitation's row is locked first, so two people with the same link never both get in.
    """
    require(actor, Permission.JOIN_TEAM)
    if actor.user_id is None:
        raise NotSignedIn()
    invitation = find_locked(select(TeamInvitation).where(TeamInvitation.id == invitation_id))
    if invitation is None:
        raise InvitationUnusable(state="invalid")
    now = clock.now()
    state = invitation_state(
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
        now=now,
    )
    if state is not InvitationState.OPEN:
        raise InvitationUnusable(state=state)
    team = queries.locked(invitation.team_id)
    _admit(team, actor.user_id)
    invitation.accepted_by, invitation.accepted_at = actor.user_id, now
    audit.record(actor, "team.joined", team, invitation=invitation_id)
    return team.id


def _admit(team: Team, user_id: UUID) -> None:
    if _find_member(team.id, user_id) is not None:
        raise AlreadyMember()
    last = db.session.execute(
        select(func.coalesce(func.max(TeamMember.position), 0)).where(TeamMember.team_id == team.id)
    ).scalar_one()
    db.session.add(
        TeamMember(
            id=new_id(),
            team_id=team.id,
            user_id=user_id,
            role=TeamRole.MEMBER,
            duty=LocalizedText(),
            position=last + 1,
        )
    )
    db.session.flush()


def remove_member(*, actor: Actor, team_id: UUID, user_id: UUID) -> None:
    """Take a person out of the team; people may take themselves out. Raises LeaderMustStay for the leader."""
    team = queries.locked(team_id)
    if user_id != actor.user_id:
        authorise(actor, Permission.MANAGE_TEAM, queries.get_team(actor, team_id))
    member = _member(team_id, user_id)
    if member.role is TeamRole.LEADER:
        raise LeaderMustStay()
    db.session.delete(member)
    db.session.add(FormerMember(id=new_id(), team_id=team_id, user_id=user_id))
    action = "team.left" if user_id == actor.user_id else "team.member_removed"
    audit.record(actor, action, team, user=user_id)


def hand_over(*, actor: Actor, team_id: UUID, user_id: UUID) -> None:
    """Make another member the leader and tell that person."""
    team = _managed(actor, team_id)
    heir = _member(team_id, user_id)
    if heir.role is TeamRole.LEADER:
        return
    leader = db.session.execute(
        select(TeamMember).where(TeamMember.team_id == team_id, TeamMember.role == TeamRole.LEADER)
    ).scalar_one()
    leader.role = TeamRole.MEMBER
    # At most one leader holds at every statement, so the old one steps down first.
    db.session.flush()
    heir.role = TeamRole.LEADER
    db.session.flush()
    notify(
        recipients=[user_id],
        code="team.leadership",
        # Leadership may come back to the same person: each time is an event of its own.
        once_key=f"team_leadership:{new_id()}",
        params={"team": team.name.as_dict(), "inviter": actor.name},
        link=f"/teams/{team_id}",
    )
    audit.record(actor, "team.handed_over", team, former=leader.user_id, leader=user_id)


def _managed(actor: Actor, team_id: UUID) -> Team:
    team = queries.locked(team_id)
    authorise(actor, Permission.MANAGE_TEAM, queries.get_team(actor, team_id))
    return team


def _find_member(team_id: UUID, user_id: UUID) -> TeamMember | None:
    return db.session.execute(
        select(TeamMember).where(TeamMember.team_id == team_id, TeamMember.user_id == user_id)
    ).scalar_one_or_none()


def _member(team_id: UUID, user_id: UUID) -> TeamMember:
    member = _find_member(team_id, user_id)
    if member is None:
        raise NotFound(kind="member")
    return member


def _checked_name(name: LocalizedText) -> LocalizedText:
    checked = _checked(name, "name", NAME_LIMIT)
    if not checked:
        raise Invalid(FieldError("name.zh", "required"))
    return checked


def _checked(text: LocalizedText, field: str, limit: int) -> LocalizedText:
    clean = LocalizedText(" ".join(text.zh.split()), " ".join(text.en.split()))
    for language, value in clean.as_dict().items():
        if len(value) > limit:
            raise Invalid(FieldError(f"{field}.{language}", "too_long", {"limit": limit}))
    return clean
