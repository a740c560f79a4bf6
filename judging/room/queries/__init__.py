"""Reads of the panel room."""

from judging.room.queries.ballots import (
    BallotView,
    MemberView,
    ballots_of_round,
    find_member,
    get_ballot,
    locked_ballot,
    open_ballots,
    results,
)
from judging.room.queries.room import (
    Discussed,
    Sheet,
    discussed,
    in_session,
    members_of,
    named_judges,
    room_lines,
    sheets_on,
    tied_entries,
)

__all__ = [
    "BallotView",
    "Discussed",
    "MemberView",
    "Sheet",
    "ballots_of_round",
    "discussed",
    "find_member",
    "get_ballot",
    "in_session",
    "locked_ballot",
    "members_of",
    "named_judges",
    "open_ballots",
    "results",
    "room_lines",
    "sheets_on",
    "tied_entries",
]
