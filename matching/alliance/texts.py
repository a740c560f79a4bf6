"""Words for the venture alliance."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from matching.alliance.domain import Move
from matching.profiles.domain import AllianceState

ERRORS: dict[str, Any] = {
    "alliance_state": _l("The membership has changed meanwhile. Please look at its present state."),
    "not_a_link": _l("Please give the full address, beginning with https://."),
}
LABELS: dict[Any, dict[Any, Any]] = {
    AllianceState: {
        AllianceState.NONE: _l("Not a member of the alliance"),
        AllianceState.APPLIED: _l("Application under review"),
        AllianceState.MEMBER: _l("Alliance member"),
        AllianceState.REFUSED: _l("Application refused"),
        AllianceState.SUSPENDED: _l("Membership suspended"),
    },
    Move: {
        Move.APPLY: _l("Applied to join"),
        Move.WITHDRAW: _l("Application withdrawn"),
        Move.APPROVE: _l("Membership approved"),
        Move.REFUSE: _l("Application refused"),
        Move.SUSPEND: _l("Membership suspended"),
        Move.REINSTATE: _l("Membership reinstated"),
    },
}
TONES = {
    AllianceState.NONE: "neutral",
    AllianceState.APPLIED: "info",
    AllianceState.MEMBER: "success",
    AllianceState.REFUSED: "neutral",
    AllianceState.SUSPENDED: "danger",
}
NOTICES = {
    "alliance.member": NoticeKind(
        Category.MATCHING,
        _l("“%(profile)s” is a member of the venture alliance"),
        _l("Winners now see it on your profile and on your recommendations."),
    ),
    "alliance.refused": NoticeKind(
        Category.MATCHING,
        _l("The application of “%(profile)s” to the venture alliance is refused"),
        _l("Reason: %(reason)s. You may apply again."),
    ),
    "alliance.suspended": NoticeKind(
        Category.MATCHING,
        _l("The alliance membership of “%(profile)s” is suspended"),
        _l("Reason: %(reason)s. Until it is reinstated the profile is out of matching."),
    ),
}
