"""Stating gaps, offering oneself, meeting; and what the clock and the office do."""

from matching.team_gaps.services.gaps import close_gap, edit_gap, empty_gap, fill_gap, state_gap
from matching.team_gaps.services.letters import people_of
from matching.team_gaps.services.meeting import (
    accept,
    ask_person,
    ask_team,
    decline,
    expire_overdue,
    withdraw,
)
from matching.team_gaps.services.offering import (
    confirm_offer,
    forget_lapsed,
    offer_oneself,
    pause_offer,
    remind_lapsing,
    resume_offer,
    withdraw_offer,
)
from matching.team_gaps.services.taking_down import put_back, take_down
from matching.team_gaps.services.vectors import REFRESH, refresh, refresh_words

__all__ = [
    "REFRESH",
    "accept",
    "ask_person",
    "ask_team",
    "close_gap",
    "confirm_offer",
    "decline",
    "edit_gap",
    "empty_gap",
    "expire_overdue",
    "fill_gap",
    "forget_lapsed",
    "offer_oneself",
    "pause_offer",
    "people_of",
    "put_back",
    "refresh",
    "refresh_words",
    "remind_lapsing",
    "resume_offer",
    "state_gap",
    "take_down",
    "withdraw",
    "withdraw_offer",
]
