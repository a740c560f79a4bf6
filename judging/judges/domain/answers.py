"""A judge's answer to a round, and what a judge may be refused for."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError

MAX_EXPERTISE = 3000
MAX_TITLE = 120
MAX_CONTACTS = 10
FEWEST_DIGITS = 5  # of a telephone number
LANGUAGES = ("zh", "en")


class Invitation(StrEnum):
    """An invited judge accepts with the signed confidentiality and recusal undertaking, or declines."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class AlreadyInPool(DomainError):
    """The person is a judge already."""

    code = "already_in_pool"


class JudgeInactive(DomainError):
    """A judge who rests is not asked into rounds."""

    code = "judge_inactive"


class InvitationAnswered(DomainError):
    """The invitation was answered already, or withdrawn with the round."""

    code = "invitation_answered"


class UndertakingChanged(DomainError):
    """The text was changed after the page was opened: it must be read again before it is signed."""

    code = "undertaking_changed"


def looks_like_contact(text: str) -> bool:
    """Tell whether something can be compared as an e-mail address or a telephone number."""
    return "@" in text or sum(sign.isdigit() for sign in text) >= FEWEST_DIGITS
