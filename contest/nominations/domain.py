"""The rules of direct slots (domain.md §8.1, 000 §六.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contest.kernel.errors import DomainError


class NominationState(StrEnum):
    """proposed → accepted (team) → confirmed (office). Declined, withdrawn and refused free the slot by rule."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    # The season keeps a refused project's slot used.
    REFUSED_SLOT_KEPT = "refused_slot_kept"


ACTIVE = frozenset({NominationState.PROPOSED, NominationState.ACCEPTED, NominationState.CONFIRMED})
HOLDING = ACTIVE | {NominationState.REFUSED_SLOT_KEPT}


class Move(StrEnum):
    """What may happen to a nomination."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    FAIL_CHECK = "fail_check"  # rejected at the formal check, which may come after the confirmation


MOVES: dict[Move, dict[NominationState, NominationState]] = {
    Move.ACCEPT: {NominationState.PROPOSED: NominationState.ACCEPTED},
    Move.DECLINE: {
        NominationState.PROPOSED: NominationState.DECLINED,
        NominationState.ACCEPTED: NominationState.DECLINED,
    },
    Move.WITHDRAW: {
        NominationState.PROPOSED: NominationState.WITHDRAWN,
        NominationState.ACCEPTED: NominationState.WITHDRAWN,
    },
    Move.CONFIRM: {NominationState.ACCEPTED: NominationState.CONFIRMED},
    Move.REFUSE: {
        NominationState.PROPOSED: NominationState.REFUSED,
        NominationState.ACCEPTED: NominationState.REFUSED,
    },
    Move.FAIL_CHECK: dict.fromkeys(ACTIVE, NominationState.REFUSED),
}


class SlotsExhausted(DomainError):
    """Every direct slot of the base is taken for this year."""

    code = "slots_exhausted"


class AlreadyNominated(DomainError):
    """One project can hold one direct slot per season."""

    code = "already_nominated"


class AlreadyThere(DomainError):
    """The project is in the stage direct slots lead into, or beyond: a slot would skip nothing."""

    code = "already_in_stage"


class NominationsClosed(DomainError):
    """The nomination window of the season is not open."""

    code = "nominations_closed"


class NotNominable(DomainError):
    """The project is not handed in, or its team did not agree to be seen by bases."""

    code = "project_not_nominable"


class MoveRefused(DomainError):
    """The nomination is in a state that does not allow this."""

    code = "nomination_state"


@dataclass(frozen=True, slots=True)
class DirectSlots:
    """Direct places in 复赛 that a base may give in one year."""

    allowed: int
    taken: frozenset[int]

    def next_free(self) -> int:
        """Return the lowest free slot; raise SlotsExhausted."""
        free = set(range(1, self.allowed + 1)) - self.taken
        if not free:
            raise SlotsExhausted(allowed=self.allowed)
        return min(free)


def after(state: NominationState, move: Move, *, slot_returns_on_refusal: bool) -> NominationState:
    """Return the state that `move` leads to; raise MoveRefused.

    A refused project's slot returns to the base unless the season says otherwise (domain.md §1.1, a parameter).
    """
    try:
        following = MOVES[move][state]
    except KeyError:
        raise MoveRefused(state=state.value, move=move.value) from None
    kept = following is NominationState.REFUSED and not slot_returns_on_refusal
    return NominationState.REFUSED_SLOT_KEPT if kept else following
