"""Membership of the venture alliance (海聚英才创投联盟, 000 §六.4): who may do what to it in which state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contest.kernel.errors import DomainError, FieldError, Invalid
from matching.profiles.domain import AllianceState

WORDS_LIMIT, LINK_LIMIT = 2_000, 300


class Move(StrEnum):
    """What happens to a membership."""

    APPLY = "apply"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


_NEXT: Mapping[tuple[AllianceState, Move], AllianceState] = {
    (AllianceState.NONE, Move.APPLY): AllianceState.APPLIED,
    (AllianceState.REFUSED, Move.APPLY): AllianceState.APPLIED,
    (AllianceState.APPLIED, Move.WITHDRAW): AllianceState.NONE,
    (AllianceState.APPLIED, Move.APPROVE): AllianceState.MEMBER,
    (AllianceState.APPLIED, Move.REFUSE): AllianceState.REFUSED,
    (AllianceState.MEMBER, Move.SUSPEND): AllianceState.SUSPENDED,
    (AllianceState.SUSPENDED, Move.REINSTATE): AllianceState.MEMBER,
}
OF_FIRM = (Move.APPLY, Move.WITHDRAW)
OF_OFFICE = (Move.APPROVE, Move.REFUSE, Move.SUSPEND, Move.REINSTATE)
# What the log calls it once it is done.
DONE: Mapping[Move, str] = {
    Move.APPLY: "applied",
    Move.WITHDRAW: "withdrawn",
    Move.APPROVE: "approved",
    Move.REFUSE: "refused",
    Move.SUSPEND: "suspended",
    Move.REINSTATE: "reinstated",
}
# A decision against the firm says why, and the firm reads it.
WITH_REASON = frozenset({Move.REFUSE, Move.SUSPEND})


class AllianceStateError(DomainError):
    """Somebody else was faster, or the membership never allowed it."""

    code = "alliance_state"
    status = 409


@dataclass(frozen=True, slots=True)
class Application:
    """What a firm says for itself: why it applies, its track record, and where that can be checked."""

    reason: str
    record: str
    link: str = ""


def after(state: AllianceState, move: Move) -> AllianceState:
    """Return the state after a move; raise AllianceStateError where there is no such move."""
    try:
        return _NEXT[state, move]
    except KeyError:
        raise AllianceStateError(state=state.value) from None


def possible(state: AllianceState, among: tuple[Move, ...]) -> list[Move]:
    """Return which of the moves the state allows."""
    return [move for move in among if (state, move) in _NEXT]


def check(said: Application) -> None:
    """Raise Invalid naming every field of an application that cannot be taken."""
    wrong = [FieldError(name, "required") for name in ("reason", "record") if not getattr(said, name).strip()]
    for name, limit in (("reason", WORDS_LIMIT), ("record", WORDS_LIMIT), ("link", LINK_LIMIT)):
        if len(getattr(said, name)) > limit:
            wrong.append(FieldError(name, "too_long", {"limit": limit}))
    if said.link and not said.link.startswith(("https://", "http://")):
        wrong.append(FieldError("link", "not_a_link"))
    if wrong:
        raise Invalid(*wrong)


def check_reason(move: Move, reason: str) -> None:
    """Raise Invalid unless a decision against the firm says why."""
    if move in WITH_REASON and not reason.strip():
        raise Invalid(FieldError("reason", "required"))
    if len(reason) > WORDS_LIMIT:
        raise Invalid(FieldError("reason", "too_long", {"limit": WORDS_LIMIT}))
