"""Plans are asked for, worked out, published and repaired; the office's pins and bars; whom each side prefers."""

from matching.assignment.services.plans import discard, publish, request_plan
from matching.assignment.services.preferences import prefer_profiles, prefer_winners
from matching.assignment.services.solving import solve
from matching.assignment.services.wishes import wish, withdraw_wish

__all__ = [
    "discard",
    "prefer_profiles",
    "prefer_winners",
    "publish",
    "request_plan",
    "solve",
    "wish",
    "withdraw_wish",
]
