"""Words for team gaps: roles, criteria, errors, notices."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from matching.team_gaps.domain import Commitment, FitCode, GapRole, GapState, OfferState

ERRORS: dict[str, Any] = {
    "gap_stated": _l("Your team has stated this role as lacking already."),
    "talent_not_available": _l("One of the two sides is not open to the other now."),
    "talent_taken_down": _l("The contest office took this down. Write to the office if it is a mistake."),
    "talent_consent": _l("Please agree to be shown to teams; without it nobody sees your offer."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    GapRole: {
        GapRole.GENERAL_MANAGER: _l("General manager (CEO)"),
        GapRole.TECHNOLOGY: _l("Head of technology (CTO)"),
        GapRole.FINANCE: _l("Head of finance (CFO)"),
        GapRole.OPERATIONS: _l("Head of operations (COO)"),
        GapRole.RESEARCH: _l("Head of research"),
        GapRole.CLINICAL: _l("Clinical lead"),
        GapRole.REGULATORY: _l("Head of regulatory affairs"),
        GapRole.PRODUCT: _l("Head of product"),
        GapRole.PRODUCTION: _l("Head of production and supply chain"),
        GapRole.SALES: _l("Head of sales and marketing"),
        GapRole.OVERSEAS: _l("Head of business abroad"),
        GapRole.LEGAL: _l("Head of legal affairs and IP"),
        GapRole.PEOPLE: _l("Head of people"),
        GapRole.OTHER: _l("Another role"),
    },
    Commitment: {
        Commitment.FULL_TIME: _l("Full-time"),
        Commitment.PART_TIME: _l("Part-time"),
        Commitment.ADVISORY: _l("As an adviser"),
    },
    GapState: {
        GapState.OPEN: _l("Seeking"),
        GapState.CLOSED: _l("No longer sought"),
        GapState.FILLED: _l("Position filled"),
    },
    OfferState: {
        OfferState.SHOWN: _l("Shown to teams"),
        OfferState.LAPSED: _l("Lapsed"),
        OfferState.TAKEN_DOWN: _l("Taken down"),
        OfferState.PAUSED: _l("Paused"),
    },
    FitCode: {
        FitCode.ROLE: _l("role"),
        FitCode.FIELD: _l("field of work"),
        FitCode.COMMITMENT: _l("working time"),
        FitCode.DISTRICT: _l("district"),
        FitCode.LANGUAGE: _l("language"),
    },
}

GAP_TONES = {GapState.OPEN: "info", GapState.CLOSED: "neutral", GapState.FILLED: "success"}
OFFER_TONES = {
    OfferState.SHOWN: "success",
    OfferState.LAPSED: "warning",
    OfferState.TAKEN_DOWN: "danger",
    OfferState.PAUSED: "neutral",
}


def _notice(title: Any, body: Any) -> NoticeKind:
    return NoticeKind(Category.MATCHING, title, body)


NOTICES = {
    "talent.wanted": _notice(
        _l("“%(project)s” would like to meet you"),
        _l(
            "The team lacks: %(role)s. If you agree, both sides see each other's name and address."
            " Please answer by %(until_at)s."
        ),
    ),
    "talent.offered": _notice(
        _l("Somebody would like to join “%(project)s”"),
        _l(
            "For the role: %(role)s. If you agree, both sides see each other's name and address."
            " Please answer by %(until_at)s."
        ),
    ),
    "talent.open": _notice(
        _l("You can write to each other: “%(project)s”, %(role)s"),
        _l("Both sides agreed. Names and addresses are on the page of the introduction."),
    ),
    "talent.declined": _notice(
        _l("The other side declined: “%(project)s”, %(role)s"),
        _l("The reason stands on the page of the introduction."),
    ),
    "talent.expired": _notice(
        _l("No answer came in time: “%(project)s”, %(role)s"),
        _l("The request has expired. You may ask again."),
    ),
    "talent.closed": _notice(
        _l("“%(project)s” no longer looks for: %(role)s"), _l("You need do nothing; the question is ended.")
    ),
    "talent.gone": _notice(
        _l("Somebody took their offer back: “%(project)s”, %(role)s"),
        _l("The introduction is gone with it. Other people who fit are on the page of the role."),
    ),
    "talent.paused": _notice(
        _l("Not open to teams at the moment: “%(project)s”, %(role)s"),
        _l(
            "The person paused the offer, so the question is ended. Other people who fit are on the page of the role."
        ),
    ),
    "talent.pause_ending": _notice(
        _l("Your paused offer to teams will be deleted"),
        _l("Without a word from you it is deleted after %(until_at)s. Show it again, and it is kept."),
    ),
    "talent.lapsing": _notice(
        _l("Does your offer to teams still hold?"),
        _l("Without a word from you it is shown no longer after %(until_at)s."),
    ),
    "talent.taken_down": _notice(
        _l("The contest office took your offer to teams down"), _l("Reason: %(reason)s")
    ),
    "talent.gap_taken_down": _notice(
        _l("The contest office took a role that you seek down: %(role)s"), _l("Reason: %(reason)s")
    ),
}
