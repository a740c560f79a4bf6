"""What the codes of this feature read like."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from contest.pool.domain import PlaceEnd, PlaceKind, PlaceState, Way

ERRORS = {
    "pool_invitation_unusable": _l(
        "This invitation can no longer be used. Ask the base for a new one if you still wish to take part."
    ),
    "already_in_project_pool": _l("This project is in the project pool already; it has one place at a time."),
    "already_invited_to_pool": _l("An invitation to this address waits for its answer already."),
    "project_already_invited_to_pool": _l(
        "An invitation for this project of this company waits for its answer already. Take it back first."
    ),
    "resident_already_in_pool": _l("This project of this company is in the project pool already."),
    "too_many_invited_to_pool": _l("%(limit)s invitations wait already. Take some back first."),
    "too_many_letters_of_base": _l(
        "A base sends at most %(limit)s invitations within 24 hours, those it took back included. Go on tomorrow."
    ),
    "too_often_invited_to_pool": _l(
        "This address had %(limit)s invitations of yours within %(days)s days already, those you took back included."
    ),
    "pool_invitation_lately_declined": _l(
        "Your invitation to this address was declined. You can ask again on %(day)s at the earliest."
    ),
    "base_not_certified": _l("Only a base that holds a valid title invites residents into the project pool."),
    "pool_invitation_answered": _l(
        "The invitation has just been accepted. Reload the page to see whether the place should end."
    ),
    "pool_place_ended": _l("This place in the project pool has ended."),
    "consent_is_the_teams": _l("Only the team itself can agree to this. Leave the cell empty."),
    "pool_consent": _l("A project comes into the pool only if its team agrees to be matched."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    PlaceKind: {
        PlaceKind.OTHER_CONTEST: _l("Winner of another contest"),
        PlaceKind.RESIDENT: _l("Resident of a base"),
    },
    PlaceState: {
        PlaceState.INVITED: _l("Invited"),
        PlaceState.OPEN: _l("In the pool"),
        PlaceState.ENDED: _l("Ended"),
    },
    PlaceEnd: {
        PlaceEnd.DECLINED: _l("Declined"),
        PlaceEnd.TAKEN_BACK: _l("Invitation taken back"),
        PlaceEnd.LEFT: _l("The team left"),
        PlaceEnd.BY_BASE: _l("Ended by the base"),
        PlaceEnd.BY_OFFICE: _l("Ended by the contest office"),
    },
    Way: {
        Way.WON: _l("Winner of the contest"),
        Way.OTHER_CONTEST: _l("Winner of another contest"),
        Way.RESIDENT: _l("Resident of a base"),
    },
}
TONES = {PlaceState.INVITED: "warning", PlaceState.OPEN: "success", PlaceState.ENDED: "neutral"}

NOTICES = {
    "pool.ended": NoticeKind(
        Category.MATCHING,
        _l("“%(project)s” is no longer in the project pool"),
        _l("Nothing is computed or shown about it any more. Reason: %(reason)s"),
    ),
    "pool.residence_over": NoticeKind(
        Category.MATCHING,
        _l("“%(company)s” is no longer in the project pool as your resident"),
        _l("Its project “%(project)s” is no longer shown to parks, investors and mentors."),
    ),
    "pool.accepted": NoticeKind(
        Category.MATCHING,
        _l("“%(company)s” has come into the project pool as your resident"),
        _l("Its leader accepted your invitation for “%(project)s” and agreed to be matched."),
    ),
    "pool.declined": NoticeKind(
        Category.MATCHING,
        _l("“%(company)s” declined your invitation into the project pool"),
        _l("Nothing about “%(project)s” is computed or shown."),
    ),
}
