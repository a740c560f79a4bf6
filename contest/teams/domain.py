"""The roles inside a team, and what its rules refuse."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from contest.kernel.errors import DomainError

INVITATION_LASTS = timedelta(days=14)
NAME_LIMIT = 60
DUTY_LIMIT = 40
MOST_OPEN_INVITATIONS = 30


class TeamRole(StrEnum):
    """One leader (负责人) a team; members may edit what the team enters."""

    LEADER = "leader"
    MEMBER = "member"


class InvitationState(StrEnum):
    """An open invitation can be used once until it expires."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


class InvitationUnusable(DomainError):
    """The link is wrong, used, taken back or too old; `state` says which (`invalid` for a wrong one)."""

    code = "invitation_unusable"
    status = 410


class AlreadyMember(DomainError):
    """The person is in the team already."""

    code = "already_in_team"


class LeaderMustStay(DomainError):
    """A team has a leader: the leadership is handed over before its leader goes."""

    code = "leader_must_stay"


class TooManyInvitations(DomainError):
    """More open invitations than any team needs."""

    code = "too_many_invitations"


def invitation_state(
    *, expires_at: datetime, accepted_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> InvitationState:
    """Return what has become of an invitation."""
    if accepted_at is not None:
        return InvitationState.USED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if now >= expires_at else InvitationState.OPEN
