"""States of a ballot, and what the room refuses."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from contest.kernel.errors import DomainError, FieldError
from contest.kernel.written import text_errors

LIMIT = 1000  # characters of a reason or a question
FEWEST_ENTRIES, FEWEST_MEMBERS = 2, 2
FEWEST_SECRET = 2  # votes: of a single one the sums would tell whose it was


class BallotState(StrEnum):
    """open → closed, counted; or void, because fewer voted than had to."""

    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


class NotInSession(DomainError):
    """The room is open from the close of the round until it is decided."""

    code = "room_not_in_session"


class RoomChanged(DomainError):
    """Somebody recorded a decision on the entry meanwhile."""

    code = "room_changed"


class BallotEnded(DomainError):
    """The vote is over."""

    code = "ballot_ended"


class VoteCast(DomainError):
    """A vote is cast once."""

    code = "vote_cast"


def ballot_errors(
    *,
    question: str,
    places: int,
    quorum: int,
    entries: Collection[UUID],
    members: Collection[UUID],
    secret: bool = False,
) -> list[FieldError]:
    """Return what is wrong with a vote that is to be held."""
    errors, least = text_errors("question", question, LIMIT), FEWEST_SECRET if secret else 1
    if len(entries) < FEWEST_ENTRIES:
        errors.append(FieldError("entries", "ballot_entries_few"))
    elif not 1 <= places < len(entries):
        errors.append(FieldError("places", "out_of_range", {"low": 1, "high": len(entries) - 1}))
    if len(members) < FEWEST_MEMBERS:
        errors.append(FieldError("members", "ballot_members_few"))
    elif not least <= quorum <= len(members):
        errors.append(FieldError("quorum", "out_of_range", {"low": least, "high": len(members)}))
    return errors
