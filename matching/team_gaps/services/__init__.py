"""Stating gaps, offering oneself, meeting; and what the clock and the office do."""

from matching.team_gaps.services.gaps import close_gap, edit_gap, state_gap
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
    remind_lapsing,
    withdraw_offer,
)
from matching.team_gaps.services.taking_down import put_back, take_down
from matching.team_gaps.services.vectors import REFRESH, refresh

__all__ = [
    "REFRESH",
    "accept",
    "ask_person",
    "ask_team",
    "close_gap",
    "confirm_offer",
    "decline",
    "edit_gap",
    "expire_overdue",
    "forget_lapsed",
    "offer_oneself",
    "put_back",
    "refresh",
    "remind_lapsing",
    "state_gap",
    "take_down",
    "withdraw",
    "withdraw_offer",
]
