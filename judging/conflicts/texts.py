"""Words of conflicts of interest."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.conflicts.domain import About, DeclaredTie, Relation, RequestState

ERRORS = {
    "no_such_number": _l("No project has this number."),
    "tied_to_entry": _l(
        "You have a conflict of interest in an entry of this round. A colleague without one looks after this part."
    ),
    "conflict_not_waivable": _l(
        "This cannot be waived: one’s own team and family never judge, and where there is no tie there is nothing "
        "to waive."
    ),
    "waiver_needs_second_person": _l("A waiver is signed by two different people, and not by the judge."),
    "waiver_exists": _l("A waiver for this judge and this entry is there already."),
    "waiver_ended": _l("This waiver was signed or taken back already, or the round is over."),
    "recusal_request_decided": _l("This request was decided or withdrawn already."),
    "too_many_recusal_requests": _l("A team can name at most %(limit)s people or organisations."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Relation: {
        Relation.SAME_ORGANISATION: _l("Same organisation"),
        Relation.PAST_ORGANISATION: _l("Former organisation"),
        Relation.INVESTMENT: _l("Investment or shares"),
        Relation.MENTORING: _l("Mentor of the team"),
        Relation.SAME_BASE: _l("Same base"),
        Relation.TEAM_MEMBER: _l("Member of the team"),
        Relation.PAST_TEAM: _l("Earlier team"),
        Relation.KINSHIP: _l("Family"),
        Relation.SELF_DECLARED: _l("Declared"),
        Relation.KNOWN_CONTACT: _l("Same e-mail or phone"),
        Relation.REQUESTED: _l("Asked for by the team"),
    },
    DeclaredTie: {
        DeclaredTie.EMPLOYMENT: _l("Employment, now or before"),
        DeclaredTie.EQUITY: _l("Shares or investment"),
        DeclaredTie.MENTORING: _l("Mentoring or advice"),
        DeclaredTie.KINSHIP: _l("Family or close relation"),
        DeclaredTie.OTHER: _l("Another tie"),
    },
    About: {About.PERSON: _l("A person"), About.ORGANISATION: _l("Anybody of an organisation")},
    RequestState: {
        RequestState.WAITING: _l("Waits for an answer"),
        RequestState.ACCEPTED: _l("Accepted"),
        RequestState.REFUSED: _l("Refused"),
        RequestState.WITHDRAWN: _l("Withdrawn"),
    },
}
REQUEST_TONES = {
    RequestState.WAITING: "warning",
    RequestState.ACCEPTED: "success",
    RequestState.REFUSED: "neutral",
    RequestState.WITHDRAWN: "neutral",
}
