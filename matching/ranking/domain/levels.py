"""Financing rounds in their order, so that "one round later" means something."""

from __future__ import annotations

from collections.abc import Mapping

from contest.projects.domain import Financing
from matching.profiles.rounds import financing_of

# Strategic money comes at any time and says nothing of the stage.
LEVELS: Mapping[Financing, int] = {
    Financing.SEED: 0,
    Financing.ANGEL: 0,
    Financing.PRE_A: 1,
    Financing.A: 2,
    Financing.A_PLUS: 2,
    Financing.B: 3,
    Financing.C: 4,
    Financing.D_PLUS: 5,
    Financing.PRE_IPO: 6,
    Financing.LISTED: 7,
}
COUNT = 8


def level_of(financing: Financing | None) -> int | None:
    """Return the place of a round in the order, None when it has none."""
    return LEVELS.get(financing) if financing else None


def level_named(name: str) -> int | None:
    """Return the place of a round as a source calls it ("A轮", "Pre-Series A")."""
    return level_of(financing_of(name))
