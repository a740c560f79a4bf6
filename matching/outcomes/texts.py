"""Words for outcomes: milestones, states, errors, notices."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from contest.landings.domain import Milestone
from matching.outcomes.domain import OutcomeState

ERRORS: dict[str, Any] = {
    "outcome_exists": _l("This has already been reported for that day."),
    "outcome_answered": _l("This report was already answered or taken back."),
    "outcome_not_introduced": _l("Outcomes can be reported once both sides agreed to meet."),
    "outcome_not_of_kind": _l("This outcome is not possible with this kind of partner."),
    "outcome_ahead": _l("This day is still ahead. Please report what has happened."),
    "outcome_before_introduction": _l(
        "You were introduced on %(since)s; please enter that day or a later one."
    ),
    "outcome_amount_needed": _l("Please enter the amount that was invested."),
    "outcome_no_amount": _l("There is no amount for this; please leave it empty."),
    "outcome_amount_range": _l("Please enter an amount above zero, in units of 10,000."),
    "outcome_currency": _l("Please choose one of the currencies listed."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Milestone: {
        Milestone.MET: _l("Held a meeting"),
        Milestone.TERM_SHEET: _l("Term sheet signed"),
        Milestone.INVESTED: _l("Investment closed"),
        Milestone.LEASED: _l("Lease signed"),
        Milestone.LANDED: _l("Landed (registered and moved in)"),
        Milestone.JOINED: _l("Somebody joined the team"),
    },
    OutcomeState: {
        OutcomeState.REPORTED: _l("Waiting for confirmation"),
        OutcomeState.CONFIRMED: _l("Confirmed by both sides"),
        OutcomeState.DISPUTED: _l("Disputed"),
        OutcomeState.WITHDRAWN: _l("Taken back"),
        OutcomeState.EXPIRED: _l("Nobody answered"),
    },
}

TONES = {
    OutcomeState.REPORTED: "warning",
    OutcomeState.CONFIRMED: "success",
    OutcomeState.DISPUTED: "danger",
    OutcomeState.WITHDRAWN: "neutral",
    OutcomeState.EXPIRED: "neutral",
}

NOTICES = {
    "outcome.reported": NoticeKind(
        Category.MATCHING,
        _l("“%(other)s” reports: %(milestone)s"),
        _l("Please confirm it, or say what happened instead. It counts once both sides agree."),
    ),
    "outcome.confirmed": NoticeKind(
        Category.MATCHING,
        _l("“%(other)s” confirmed: %(milestone)s"),
        _l("Both sides agree; it now counts in the contest's record."),
    ),
    "outcome.disputed": NoticeKind(
        Category.MATCHING,
        _l("“%(other)s” sees it differently: %(milestone)s"),
        _l("Their account is on the page of the introduction. You may report it again."),
    ),
    "outcome.expired": NoticeKind(
        Category.MATCHING,
        _l("“%(other)s” did not answer: %(milestone)s"),
        _l("Nobody confirmed your report within two months, so it has expired. You may report it again."),
    ),
    "outcome.asked": NoticeKind(
        Category.MATCHING,
        _l("What came of meeting “%(other)s”?"),
        _l(
            "You were introduced a month ago. A word on what came of it helps the next matches to fit better."
        ),
    ),
}
