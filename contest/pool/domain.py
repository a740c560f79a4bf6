"""Pure rules of the pool: the ways in, the life of a place, what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError
from contest.kernel.localized import LocalizedText

INVITATION_LASTS = timedelta(days=30)
INVITATION = "pool_invitation"  # the letter
NO_ADDRESS = "closed@closed.invalid"  # what somebody leaves whose account is closed
MOST_INVITED = 100  # by one base and not answered yet
NAME_LIMIT, REASON_LIMIT = 60, 500
# The wording of the consent to matching that speaks of the pool; earlier ones speak of a win alone.
COVERS_POOL = 2


class Way(StrEnum):
    """How a project came into the pool, in the order in which projects are listed."""

    WON = "won"
    OTHER_CONTEST = "other_contest"
    RESIDENT = "resident"


# 000 §六.4: bases land winners of this and of other city contests first. Residents have their place already.
TO_PLACE = (Way.WON, Way.OTHER_CONTEST)


class PlaceKind(StrEnum):
    """The doors beside a win of the season."""

    OTHER_CONTEST = "other_contest"
    RESIDENT = "resident"


class PlaceState(StrEnum):
    """invited (residents only) → open → ended; an invitation may end without ever being open."""

    INVITED = "invited"
    OPEN = "open"
    ENDED = "ended"


class PlaceEnd(StrEnum):
    """Who ended a place, or why an invitation came to nothing."""

    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    LEFT = "left"
    BY_BASE = "by_base"
    BY_OFFICE = "by_office"


class InvitationUnusable(DomainError):
    """The link is wrong, was used or declined, was taken back or is too old; `state` says which."""

    code = "pool_invitation_unusable"
    status = 410


class AlreadyInPool(DomainError):
    """The project has an open place already: one at a time."""

    code = "already_in_project_pool"


class AlreadyInvited(DomainError):
    """The base's invitation to this address waits for its answer."""

    code = "already_invited_to_pool"


class TooManyInvited(DomainError):
    """More invitations wait than any base needs."""

    code = "too_many_invited_to_pool"


class NotCertified(DomainError):
    """Only a base that holds a title today invites residents."""

    code = "base_not_certified"


class InvitationAnswered(DomainError):
    """The invitation was accepted while somebody took it back."""

    code = "pool_invitation_answered"


class PlaceEnded(DomainError):
    """The place ended before."""

    code = "pool_place_ended"


@dataclass(frozen=True, slots=True)
class WayIn:
    """How a project came in, and by whom: the base it is a resident of, the contest it won; nothing for a win here."""

    way: Way
    source: LocalizedText = field(default_factory=LocalizedText)


def read_way(stored: Mapping[str, Any] | None) -> WayIn | None:
    """Return what a query of `queries.way_in` found."""
    if stored is None:
        return None
    return WayIn(Way(stored["way"]), LocalizedText.of(stored.get("source")))


def invitation_lapsed(state: PlaceState, expires_at: datetime | None, now: datetime) -> bool:
    """Say whether an invitation was not answered in time."""
    return state is PlaceState.INVITED and expires_at is not None and now >= expires_at
