"""Introductions: two sides meet when both want to (double opt-in)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from contest.kernel.errors import DomainError

LASTS = timedelta(days=14)
MESSAGE_LIMIT = 600
REASON_LIMIT = 600


class Side(StrEnum):
    """Who asks: the winning team, or the park, investor or mentor."""

    PROJECT = "project"
    PROFILE = "profile"

    @property
    def other(self) -> Side:
        return Side.PROFILE if self is Side.PROJECT else Side.PROJECT


class IntroductionState(StrEnum):
    """asked → open (both want to: each sees whom to write to); the others end it."""

    ASKED = "asked"
    OPEN = "open"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


ACTIVE = frozenset({IntroductionState.ASKED, IntroductionState.OPEN})


class Move(StrEnum):
    """What may happen to an introduction that was asked for."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


MOVES: Mapping[Move, IntroductionState] = {
    Move.ACCEPT: IntroductionState.OPEN,
    Move.DECLINE: IntroductionState.DECLINED,
    Move.WITHDRAW: IntroductionState.WITHDRAWN,
    Move.EXPIRE: IntroductionState.EXPIRED,
}


class DeclineReason(StrEnum):
    """Why a side declines; it tells the other and, later, the ranking."""

    NOT_NOW = "not_now"
    NOT_MY_FIELD = "not_my_field"
    STAGE = "stage"
    NO_CAPACITY = "no_capacity"
    CONFLICT = "conflict"
    OTHER = "other"


class AlreadyAsked(DomainError):
    """The two are introduced already, or this side waits for the other's answer."""

    code = "introduction_exists"


class DeclinedBefore(DomainError):
    """The other side said no in this season; only they may ask now."""

    code = "introduction_declined_before"


class NotWaiting(DomainError):
    """The introduction was answered, withdrawn or has expired."""

    code = "introduction_state"


class NotAvailable(DomainError):
    """The profile is not active, or the project is not open for matching."""

    code = "introduction_not_available"


def state_at(state: IntroductionState, expires_at: datetime, now: datetime) -> IntroductionState:
    """Return what an introduction is at a moment: one that waited for too long has expired, noted or not."""
    return IntroductionState.EXPIRED if state is IntroductionState.ASKED and now >= expires_at else state


def after(state: IntroductionState, move: Move) -> IntroductionState:
    """Return the state `move` leads to; raise NotWaiting unless somebody waits for an answer."""
    if state is not IntroductionState.ASKED:
        raise NotWaiting(state=state.value)
    return MOVES[move]
