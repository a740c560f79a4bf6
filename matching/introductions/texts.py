"""Words for introductions: states, reasons, errors."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from matching.introductions.domain import DeclineReason, IntroductionState, Side

ERRORS: dict[str, Any] = {
    "introduction_exists": _l("An introduction between the two is already under way."),
    "introduction_declined_before": _l("The other side declined in this season. Only they can ask now."),
    "introduction_state": _l("This introduction no longer waits for an answer."),
    "introduction_not_available": _l("One of the two sides does not take part in matching now."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Side: {
        Side.PROJECT: _l("The winning team"),
        Side.PROFILE: _l("The park, investor or mentor"),
    },
    IntroductionState: {
        IntroductionState.ASKED: _l("Waiting for an answer"),
        IntroductionState.OPEN: _l("Both agreed"),
        IntroductionState.DECLINED: _l("Declined"),
        IntroductionState.WITHDRAWN: _l("Withdrawn"),
        IntroductionState.EXPIRED: _l("Expired without an answer"),
    },
    DeclineReason: {
        DeclineReason.NOT_NOW: _l("Not now"),
        DeclineReason.NOT_MY_FIELD: _l("Not our field"),
        DeclineReason.STAGE: _l("Too early or too late a stage"),
        DeclineReason.NO_CAPACITY: _l("No capacity"),
        DeclineReason.CONFLICT: _l("Conflict of interest"),
        DeclineReason.OTHER: _l("Another reason"),
    },
}

TONES = {
    IntroductionState.ASKED: "warning",
    IntroductionState.OPEN: "success",
    IntroductionState.DECLINED: "neutral",
    IntroductionState.WITHDRAWN: "neutral",
    IntroductionState.EXPIRED: "neutral",
}

NOTICES = {
    "introduction.asked": NoticeKind(
        Category.MATCHING,
        _l("“%(other)s” would like to meet you"),
        _l("If you agree, both sides see each other's name and address. Please answer by %(until_at)s."),
        letter="introduction",
    ),
    "introduction.proposed": NoticeKind(
        Category.MATCHING,
        _l("The contest office proposes that you meet “%(other)s”"),
        _l(
            "By the contest's overall plan the two of you fit well. Please say by %(until_at)s whether you agree."
        ),
        letter="introduction",
    ),
    "introduction.retracted": NoticeKind(
        Category.MATCHING,
        _l("The proposal to meet “%(other)s” is withdrawn"),
        _l("There is nothing you need to do. If there is another proposal for you, you will be told."),
        letter="introduction",
    ),
    "introduction.open": NoticeKind(
        Category.MATCHING,
        _l("You and “%(other)s” can write to each other"),
        _l("Both sides agreed. Names and addresses are on the page of the introduction."),
        letter="introduction",
    ),
    "introduction.declined": NoticeKind(
        Category.MATCHING,
        _l("“%(other)s” declined the introduction"),
        _l("Your other recommendations are not affected."),
        letter="introduction",
    ),
    "introduction.expired": NoticeKind(
        Category.MATCHING,
        _l("“%(other)s” did not answer in time"),
        _l("The request has expired. You may ask again."),
        letter="introduction",
    ),
}
