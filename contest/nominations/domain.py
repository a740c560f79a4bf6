"""The rules of direct slots (domain.md §8.1, 000 §六.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contest.kernel.errors import DomainError


class NominationState(StrEnum):
    """proposed → accepted (team) → confirmed (office); declined, withdrawn and refused free the slot by rule."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    # Refused after the round opened, or where the season keeps the slot used: the slot stays taken.
    REFUSED_SLOT_KEPT = "refused_slot_kept"


HOLDING = frozenset(
    {
        NominationState.PROPOSED,
        NominationState.ACCEPTED,
        NominationState.CONFIRMED,
        NominationState.REFUSED_SLOT_KEPT,
    }
)
ACTIVE = HOLDING - {NominationState.REFUSED_SLOT_KEPT}


class SlotsExhausted(DomainError):
    """Every direct slot of the base is taken for this year."""

    code = "slots_exhausted"


@dataclass(frozen=True, slots=True)
class DirectSlots:
    """Direct places in 复赛 that a base may give in one year."""

    allowed: int
    taken: frozenset[int]

    def next_free(self) -> int:
        free = set(range(1, self.allowed + 1)) - self.taken
        if not free:
            raise SlotsExhausted(allowed=self.allowed)
        return min(free)
