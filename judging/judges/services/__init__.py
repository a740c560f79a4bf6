"""What happens to judges: into the pool, asked into rounds, answering with the signed undertaking."""

from judging.judges.services.answers import accept, decline
from judging.judges.services.days import answer_days
from judging.judges.services.invitations import (
    invite,
    invite_all_of_tracks,
    set_chief,
    set_load,
    withdraw_invitation,
)
from judging.judges.services.pool import JudgeDetails, add_judge, change_judge, describe_self

__all__ = [
    "JudgeDetails",
    "accept",
    "add_judge",
    "answer_days",
    "change_judge",
    "decline",
    "describe_self",
    "invite",
    "invite_all_of_tracks",
    "set_chief",
    "set_load",
    "withdraw_invitation",
]
