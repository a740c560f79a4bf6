"""Pure rules of the judge pool: answers to invitations, and the undertaking that is signed."""

from judging.judges.domain.answers import (
    LANGUAGES,
    MAX_CONTACTS,
    MAX_EXPERTISE,
    MAX_TITLE,
    AlreadyInPool,
    Invitation,
    InvitationAnswered,
    JudgeInactive,
    UndertakingChanged,
    looks_like_contact,
)
from judging.judges.domain.days import Answer, Half, HalfDay, half_days, is_away
from judging.judges.domain.undertaking import UNDERTAKING, Undertaking

__all__ = [
    "LANGUAGES",
    "MAX_CONTACTS",
    "MAX_EXPERTISE",
    "MAX_TITLE",
    "UNDERTAKING",
    "AlreadyInPool",
    "Answer",
    "Half",
    "HalfDay",
    "Invitation",
    "InvitationAnswered",
    "JudgeInactive",
    "Undertaking",
    "UndertakingChanged",
    "half_days",
    "is_away",
    "looks_like_contact",
]
