"""Reads about assigning under capacity."""

from matching.assignment.queries.board import Board, Counterpart, Placed, WinnerLine, WishView, board
from matching.assignment.queries.plans import (
    PlanView,
    current_plans,
    get_plan,
    locked_plan,
    one_at_a_time,
    pairs_of,
    published_pairs,
)
from matching.assignment.queries.preferences import Choice, choices_for_profile, choices_for_project
from matching.assignment.queries.situation import situation

__all__ = [
    "Board",
    "Choice",
    "Counterpart",
    "Placed",
    "PlanView",
    "WinnerLine",
    "WishView",
    "board",
    "choices_for_profile",
    "choices_for_project",
    "current_plans",
    "get_plan",
    "locked_plan",
    "one_at_a_time",
    "pairs_of",
    "published_pairs",
    "situation",
]
