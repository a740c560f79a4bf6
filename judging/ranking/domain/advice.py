"""What a group's panel advises on one entry, and whether the decision that was made departs from it."""

from __future__ import annotations

from enum import StrEnum

from judging.ranking.domain.deciding import Outcome


class Advice(StrEnum):
    """The panel's view after it talked an entry over. AGAIN keeps the round from being decided."""

    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    AGAIN = "again"


def departs(advice: Advice | None, outcome: Outcome) -> bool:
    """Say whether an outcome is not what the panel advised."""
    if advice is Advice.RECOMMENDED:
        return outcome is not Outcome.ADVANCES
    if advice is Advice.NOT_RECOMMENDED:
        return outcome is Outcome.ADVANCES
    return advice is Advice.AGAIN
