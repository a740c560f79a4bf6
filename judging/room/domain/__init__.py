"""Pure rules of the panel room: what is talked over, how votes are counted, who is refused."""

from judging.room.domain.counting import Chosen, Counted, Option, count
from judging.room.domain.discussing import around_cut, equals_of
from judging.room.domain.refusals import (
    LIMIT,
    BallotEnded,
    BallotState,
    NotInSession,
    RoomChanged,
    VoteCast,
    ballot_errors,
)

__all__ = [
    "LIMIT",
    "BallotEnded",
    "BallotState",
    "Chosen",
    "Counted",
    "NotInSession",
    "Option",
    "RoomChanged",
    "VoteCast",
    "around_cut",
    "ballot_errors",
    "count",
    "equals_of",
]
