"""Words for states and errors of nominations and bases."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.nominations.domain import NominationState

ERRORS = {
    "slots_exhausted": _l("All %(allowed)s direct slots of this base are taken this year."),
    "already_nominated": _l("This project already holds a direct slot this season."),
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
