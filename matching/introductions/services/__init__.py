"""Introductions: one side asks or the office proposes, both agree or one declines."""

from matching.introductions.services.asking import accept, ask, decline, expire_overdue, side_of, withdraw
from matching.introductions.services.letters import people_of
from matching.introductions.services.proposing import Proposed, propose, retract

__all__ = [
    "Proposed",
    "accept",
    "ask",
    "decline",
    "expire_overdue",
    "people_of",
    "propose",
    "retract",
    "side_of",
    "withdraw",
]
