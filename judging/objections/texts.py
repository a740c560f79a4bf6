"""Words of objections."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.objections.domain import Consequence, ObjectionState

ERRORS = {
    "objections_closed": _l("Objections are taken during the publicity period only. It is not open now."),
    "objections_used_up": _l(
        "You have raised %(limit)s objections to this publication, as many as one person may. What else you know can "
        "be added by writing to the office."
    ),
    "objection_state": _l("The objection has moved on in the meantime."),
    "objection_other_person": _l(
        "Whoever raised or worked an objection, or belongs to the team, cannot do this."
    ),
    "objection_real_name": _l("Objections are made in one's real name."),
    "objection_too_short": _l("Please say what happened, in at least %(least)s characters."),
    "objection_evidence": _l("Please hand in at least one file as evidence."),
    "objection_too_many": _l("At most %(limit)s files."),
    "objection_consequence": _l("Only an objection that is upheld has a consequence."),
    "list_not_final": _l(
        "The list cannot be final yet: the publicity period must be over, every objection decided and every "
        "vacancy filled."
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    ObjectionState: {
        ObjectionState.FILED: _l("Received"),
        ObjectionState.IN_HAND: _l("Being looked into"),
        ObjectionState.REPORTED: _l("Waits for a decision"),
        ObjectionState.UPHELD: _l("Upheld"),
        ObjectionState.DISMISSED: _l("Dismissed"),
        ObjectionState.WITHDRAWN: _l("Taken back"),
    },
    Consequence: {
        Consequence.NONE: _l("The result stands"),
        Consequence.WITHDRAWN: _l("The entry leaves the contest"),
        Consequence.CANCELLED: _l("The result is cancelled"),
    },
}
TONES = {
    ObjectionState.FILED: "warning",
    ObjectionState.IN_HAND: "info",
    ObjectionState.REPORTED: "warning",
    ObjectionState.UPHELD: "success",
    ObjectionState.DISMISSED: "neutral",
    ObjectionState.WITHDRAWN: "neutral",
}

NOTICES = {
    "objection.raised": NoticeKind(
        Category.DECISION,
        _l("Your objection no. %(number)s in %(round)s was received"),
        _l("The receipt names the time and what was handed in. You are told once it is decided."),
    ),
    "objection.decided": NoticeKind(
        Category.DECISION,
        _l("Your objection no. %(number)s in %(round)s: %(outcome)s"),
        _l("The reply stands on the page of the objection."),
    ),
}
