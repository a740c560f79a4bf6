"""Words for states and errors of nominations and bases."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from contest.nominations.domain import NominationState

ERRORS = {
    "slots_exhausted": _l("All %(allowed)s direct slots of this base are taken this year."),
    "already_nominated": _l("This project already holds a direct slot this season."),
    "already_in_stage": _l("This project is already in the stage that direct slots lead into, or further."),
    "nominations_closed": _l("Nominations are not open now."),
    "project_not_nominable": _l("Only projects that are handed in can be nominated."),
    "nomination_state": _l("The nomination has moved on; this step is no longer possible."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    NominationState: {
        NominationState.PROPOSED: _l("Waiting for the team"),
        NominationState.ACCEPTED: _l("Accepted by the team"),
        NominationState.CONFIRMED: _l("Confirmed"),
        NominationState.DECLINED: _l("Declined by the team"),
        NominationState.WITHDRAWN: _l("Withdrawn"),
        NominationState.REFUSED: _l("Refused, slot returned"),
        NominationState.REFUSED_SLOT_KEPT: _l("Refused, slot used"),
    }
}
TONES = {
    NominationState.PROPOSED: "warning",
    NominationState.ACCEPTED: "info",
    NominationState.CONFIRMED: "success",
    NominationState.DECLINED: "neutral",
    NominationState.WITHDRAWN: "neutral",
    NominationState.REFUSED: "danger",
    NominationState.REFUSED_SLOT_KEPT: "danger",
}

NOTICES = {
    "nomination.received": NoticeKind(
        Category.DECISION,
        _l("A base offers “%(project)s” a direct slot"),
        _l(
            "%(base)s wants to nominate your project for the second round. "
            "Please accept or decline by %(until_at)s, when nominations close."
        ),
        letter="nomination",
    ),
    "nomination.confirmed": NoticeKind(
        Category.DECISION,
        _l("“%(project)s” has a direct slot"),
        _l("The contest office confirmed it: your project skips screening and the preliminary round."),
        letter="nomination",
    ),
    "nomination.withdrawn": NoticeKind(
        Category.DECISION,
        _l("The nomination of “%(project)s” was withdrawn"),
        _l("%(base)s took it back. Your project goes on in the contest like every other."),
        letter="nomination",
    ),
    "nomination.refused": NoticeKind(
        Category.DECISION,
        _l("The nomination of “%(project)s” was refused"),
        _l("Reason: %(reason)s"),
        letter="nomination",
    ),
    "nomination.refused_slot_kept": NoticeKind(
        Category.DECISION,
        _l("The nomination of “%(project)s” was refused"),
        _l("Reason: %(reason)s"),
        letter="nomination",
    ),
}
