"""What becomes of a trained model."""

from __future__ import annotations

from enum import StrEnum

# Investors with fewer companies have no past to rank them by.
LEAST_PORTFOLIO = 2


class ModelState(StrEnum):
    """One model ranks; the others did so before, lost the backtest, or were taken out by the office."""

    ACTIVE = "active"
    RETIRED = "retired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Opponent(StrEnum):
    """What a new model had to beat."""

    CURRENT = "current"
    POPULARITY = "popularity"
