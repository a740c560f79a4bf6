"""Words of judges: refusals, answers to invitations, languages."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.judges.domain import Invitation

ERRORS = {
    "already_in_pool": _l("This person is in the pool already."),
    "judge_inactive": _l("A judge who is resting cannot be invited."),
    "invitation_answered": _l("This invitation was answered already, or the round is over."),
    "undertaking_changed": _l("The undertaking has changed since you opened the page. Please read it again."),
    "signature_differs": _l("Please type your name as it stands in your account: %(name)s"),
    "contact_unreadable": _l("“%(contact)s” is neither an e-mail address nor a telephone number."),
    "too_many_contacts": _l("At most %(limit)s further addresses and numbers."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Invitation: {
        Invitation.INVITED: _l("Invited"),
        Invitation.ACCEPTED: _l("Accepted and signed"),
        Invitation.DECLINED: _l("Declined"),
    }
}
TONES = {Invitation.INVITED: "warning", Invitation.ACCEPTED: "success", Invitation.DECLINED: "neutral"}
LANGUAGES = {"zh": _l("Chinese"), "en": _l("English")}

NOTICES = {
    "judging.invited": NoticeKind(
        Category.JUDGING,
        _l("Invitation to judge: %(round)s"),
        _l("Scoring runs from %(opens_at)s to %(closes_at)s. Please answer."),
        letter="judge_invited",
    ),
}
