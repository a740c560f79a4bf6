"""Words of the formal check: states, decisions, refusals, notices."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from contest.screening.domain import CodeState, DecisionKind, MarkState, Refusal, Stand

ERRORS: dict[str, Any] = {
    "screening_changed": _l(
        "Somebody worked on this entry, or the team handed in again, in the meantime. Please look again."
    ),
    "screening_refused": _l("This decision is not possible for this entry: %(why)s"),
    "screening_preview_changed": _l(
        "Something changed since the preview, so nothing was decided. Please look at the preview again."
    ),
    "screening_note_required": _l("Please say what is not met: the team reads it."),
    "screening_until_past": _l("Please choose a moment that lies ahead."),
    "late_code_unusable": _l(
        "This code cannot be used: it is not yours, was used, revoked, or its time is over."
    ),
    "late_code_for_one": _l("Choose a team or enter an e-mail address, one of the two."),
    "late_code_season": _l("Late entries are possible only while the season is in progress."),
    "transfer_changes_nothing": _l("Nothing would change. Choose another zone, track, group or channel."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    MarkState: {
        MarkState.MET: _l("Met"),
        MarkState.UNMET: _l("Not met"),
        MarkState.NOT_APPLICABLE: _l("Not applicable"),
    },
    DecisionKind: {
        DecisionKind.PASS: _l("Pass"),
        DecisionKind.RETURN: _l("Return for correction"),
        DecisionKind.REJECT: _l("Reject"),
    },
    Stand: {
        Stand.WAITING: _l("Not checked yet"),
        Stand.CHECKED: _l("Checked by the district"),
        Stand.CORRECTED: _l("Handed in again"),
        Stand.RETURNED: _l("With the team for correction"),
        Stand.OVERDUE: _l("Correction overdue"),
        Stand.PASSED: _l("Passed the check"),
        Stand.REJECTED: _l("Rejected at the check"),
        Stand.WITHDRAWN: _l("Withdrawn by the team"),
    },
    Refusal: {
        Refusal.WITHDRAWN: _l("The team withdrew it."),
        Refusal.ALREADY: _l("It is decided like this already."),
        Refusal.ITEMS_OPEN: _l("Questions that need an answer are open."),
        Refusal.ITEMS_UNMET: _l("A question is answered with “not met”."),
        Refusal.NOT_ELIGIBLE: _l("A condition of entry is not met and not waived."),
        Refusal.DUPLICATE: _l("It waits in the queue of possible double entries."),
        Refusal.ALREADY_JUDGED: _l("Its result is reported already, or it went on to a later stage."),
    },
    CodeState: {
        CodeState.OPEN: _l("Not used yet"),
        CodeState.USED: _l("Used"),
        CodeState.EXPIRED: _l("Expired"),
        CodeState.REVOKED: _l("Code cancelled"),
    },
}
TONES = {
    Stand.WAITING: "neutral",
    Stand.CHECKED: "info",
    Stand.CORRECTED: "info",
    Stand.RETURNED: "warning",
    Stand.OVERDUE: "danger",
    Stand.PASSED: "success",
    Stand.REJECTED: "danger",
    Stand.WITHDRAWN: "neutral",
}
CODE_TONES = {
    CodeState.OPEN: "info",
    CodeState.USED: "success",
    CodeState.EXPIRED: "neutral",
    CodeState.REVOKED: "neutral",
}
# What happened, in the words of a history.
DECIDED = {
    DecisionKind.PASS: _l("Passed the formal check"),
    DecisionKind.RETURN: _l("Returned for correction"),
    DecisionKind.REJECT: _l("Rejected at the formal check"),
}

NOTICES = {
    "screening.passed": NoticeKind(
        Category.DECISION,
        _l("“%(project)s” passed the formal check"),
        _l("Nothing is to be done now. The next stages are on the project's page."),
    ),
    "screening.returned": NoticeKind(
        Category.DECISION,
        _l("“%(project)s” was returned for correction"),
        _l("Please correct it and hand it in again by %(until_at)s. %(reason)s"),
    ),
    "screening.rejected": NoticeKind(
        Category.DECISION,
        _l("“%(project)s” did not pass the formal check"),
        _l("Reason: %(reason)s"),
    ),
    "screening.transferred": NoticeKind(
        Category.CONTEST,
        _l("“%(project)s” was moved by the contest office"),
        _l("Its page shows from where to where. Reason: %(reason)s"),
    ),
    "screening.late_code": NoticeKind(
        Category.DEADLINE,
        _l("Your team may still enter %(season)s"),
        _l("The link opens the submission of one project until %(until_at)s. Reason: %(reason)s"),
    ),
}
