"""What the codes of this feature read like."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from contest.teams.domain import InvitationState, TeamRole

ERRORS = {
    "invitation_unusable": _l(
        "This invitation can no longer be used. Ask the leader of the team for a new link."
    ),
    "already_in_team": _l("This person is in the team already."),
    "leader_must_stay": _l("Hand the leadership over to another member first."),
    "too_many_invitations": _l("There are %(limit)s open invitations already. Take some back first."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    TeamRole: {TeamRole.LEADER: _l("Leader"), TeamRole.MEMBER: _l("Member")},
    InvitationState: {
        InvitationState.OPEN: _l("Still open"),
        InvitationState.USED: _l("Used"),
        InvitationState.REVOKED: _l("Taken back"),
        InvitationState.EXPIRED: _l("Expired"),
    },
}

NOTICES = {
    "team.leadership": NoticeKind(
        Category.CONTEST,
        _l("You lead the team “%(team)s” now"),
        _l("%(inviter)s handed the team over to you: you invite members and hand projects in."),
        letter="team_leadership",
    ),
}
