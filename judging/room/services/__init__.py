"""What a panel records and how it votes."""

from judging.room.services.ballots import cast_vote, close_ballot, open_ballot
from judging.room.services.decisions import record_decision

__all__ = ["cast_vote", "close_ballot", "open_ballot", "record_decision"]
