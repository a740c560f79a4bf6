"""Reads about teams, scoped by whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, false, func, select, true

from contest.accounts.models import User
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText, one_of
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect
from contest.permissions import OFFICE, Role
from contest.teams.domain import InvitationState, InvitationUnusable, TeamRole, invitation_state
from contest.teams.models import Team, TeamInvitation, TeamMember

SEES_ALL = (*OFFICE, Role.AUDITOR)
MEMBERS: AnySelect = (
    select(
        TeamMember.team_id,
        TeamMember.user_id,
        User.name,
        User.name_en,
        User.email,
        TeamMember.role,
        TeamMember.duty,
        TeamMember.created_at,
    )
    .join(User, User.id == TeamMember.user_id)
    .where(TeamMember.team_id == one_of("team_ids"))
    .order_by(TeamMember.role != TeamRole.LEADER, TeamMember.position, TeamMember.created_at)
)


def member_ids(team_id: Any) -> ScalarSelect[Any]:
    """Return the keys of a team's people as one value of a row that has the team's key; null for a team of nobody."""
    people = select(func.array_agg(TeamMember.user_id)).where(TeamMember.team_id == team_id)
    return people.correlate_except(TeamMember).scalar_subquery()


def leader_id(team_id: Any) -> ScalarSelect[Any]:
    """Return the key of a team's leader as one value of a row that has the team's key."""
    leader = select(TeamMember.user_id).where(
        TeamMember.team_id == team_id, TeamMember.role == TeamRole.LEADER
    )
    return leader.correlate_except(TeamMember).scalar_subquery()


@dataclass(frozen=True, slots=True)
class MemberView:
    """One person of a team."""

    user_id: UUID
    name: LocalizedText
    email: str
    role: TeamRole
    duty: LocalizedText
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One invitation as the leader sees it."""

    id: UUID
    email: str
    expires_at: datetime
    state: InvitationState


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team with its people, the leader first."""

    id: UUID
    name: LocalizedText
    members: tuple[MemberView, ...]

    @property
    def member_ids(self) -> frozenset[UUID]:
        return frozenset(member.user_id for member in self.members)

    @property
    def leader_id(self) -> UUID | None:
        return next((m.user_id for m in self.members if m.role is TeamRole.LEADER), None)

    @property
    def leader(self) -> MemberView | None:
        return next((m for m in self.members if m.role is TeamRole.LEADER), None)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team in a list."""

    id: UUID
    name: LocalizedText
    members: int
    role: TeamRole


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """What somebody with a link is told before joining."""

    invitation_id: UUID
    team_id: UUID
    team_name: LocalizedText
    invited_by: LocalizedText
    expires_at: datetime
    member_ids: frozenset[UUID]


def visible_to(actor: Actor) -> Select[Team]:
    """Select the teams the actor may know of: one's own; the office and the auditor know all."""
    return select(Team).where(_visible(actor))


def _visible(actor: Actor) -> ColumnElement[bool]:
    if actor.is_system or actor.has(*SEES_ALL):
        return true()
    if actor.user_id is None:
        return false()
    return Team.id.in_(select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id))


def get_team(actor: Actor, team_id: UUID) -> TeamView:
    """Return a team the actor may see; raise NotFound."""
    team = db.session.execute(visible_to(actor).where(Team.id == team_id)).scalar_one_or_none()
    if team is None:
        raise NotFound(kind="team")
    return TeamView(team.id, team.name, members_of([team.id])[team.id])


def members_of(team_ids: Sequence[UUID]) -> dict[UUID, tuple[MemberView, ...]]:
    """Return the people of each team, the leader first, in one statement."""
    found: dict[UUID, list[MemberView]] = {team_id: [] for team_id in team_ids}
    for team_id, user_id, name, name_en, *more in db.session.execute(MEMBERS, {"team_ids": list(team_ids)}):
        found[team_id].append(MemberView(user_id, LocalizedText(name, name_en), *more))
    return {team_id: tuple(people) for team_id, people in found.items()}


def teams_of(actor: Actor) -> list[TeamLine]:
    """Return the actor's own teams."""
    if actor.user_id is None:
        return []
    size = (
        select(func.count())
        .select_from(TeamMember)
        .where(TeamMember.team_id == Team.id)
        .correlate(Team)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Team, TeamMember.role, size)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.user_id == actor.user_id)
        .order_by(Team.created_at)
    ).all()
    return [TeamLine(team.id, team.name, members, role) for team, role, members in rows]


def open_invitations(team_id: UUID) -> list[InvitationView]:
    """Return the invitations that were neither used nor taken back, the newest first."""
    now = clock.now()
    rows = db.session.execute(
        select(TeamInvitation)
        .where(
            TeamInvitation.team_id == team_id,
            TeamInvitation.accepted_at.is_(None),
            TeamInvitation.revoked_at.is_(None),
        )
        .order_by(TeamInvitation.created_at.desc())
    ).scalars()
    return [InvitationView(row.id, row.email, row.expires_at, _state(row, now)) for row in rows]


def _state(row: TeamInvitation, now: datetime) -> InvitationState:
    return invitation_state(
        expires_at=row.expires_at, accepted_at=row.accepted_at, revoked_at=row.revoked_at, now=now
    )


def find_own_use(invitation_id: UUID, actor: Actor) -> UUID | None:
    """Return the team an invitation led this very person into, None when it did not: a second click is no error."""
    return db.session.execute(
        select(TeamInvitation.team_id).where(
            TeamInvitation.id == invitation_id,
            TeamInvitation.accepted_by == actor.user_id,
            TeamInvitation.accepted_by.is_not(None),
        )
    ).scalar_one_or_none()


def get_offer(invitation_id: UUID) -> InvitationOffer:
    """Return what a usable invitation offers; raise InvitationUnusable. Whoever holds the signed link may ask."""
    row = db.session.execute(
        select(TeamInvitation, Team.name, User.name.label("zh"), User.name_en.label("en"))
        .join(Team, Team.id == TeamInvitation.team_id)
        .join(User, User.id == TeamInvitation.invited_by)
        .where(TeamInvitation.id == invitation_id)
    ).one_or_none()
    if row is None:
        raise InvitationUnusable(state="invalid")
    invitation: TeamInvitation = row.TeamInvitation
    if (state := _state(invitation, clock.now())) is not InvitationState.OPEN:
        raise InvitationUnusable(state=state)
    members = db.session.execute(
        select(TeamMember.user_id).where(TeamMember.team_id == invitation.team_id)
    ).scalars()
    return InvitationOffer(
        invitation.id,
        invitation.team_id,
        row.name,
        LocalizedText(row.zh, row.en),
        invitation.expires_at,
        frozenset(members),
    )


def locked(team_id: UUID) -> Team:
    """Return the team with its row locked: its people change one at a time. Raise NotFound."""
    return get_locked(select(Team).where(Team.id == team_id), kind="team")
