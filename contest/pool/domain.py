"""Pure rules of the pool: the ways in, the life of a place, what it refuses."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError
from contest.kernel.localized import SHANGHAI, LocalizedText

INVITATION_LASTS = timedelta(days=30)
INVITATION = "pool_invitation"  # the letter
NO_ADDRESS = "closed@closed.invalid"  # what somebody leaves whose account is closed
MOST_INVITED = 100  # by one base and not answered yet
MOST_LETTERS, LETTERS_WITHIN = 30, timedelta(hours=24)  # of one base, whatever became of them
# Of one base to one address: it may have been written wrongly, taken back and sent anew.
MOST_TO_ONE, TO_ONE_WITHIN = 3, timedelta(days=30)
ASKED_AGAIN_AFTER = timedelta(days=30)  # a base that was declined leaves the address in peace for so long
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


class ProjectInvited(DomainError):
    """The base asked for this project at another address, and waits for the answer."""

    code = "project_already_invited_to_pool"


class ProjectPooled(DomainError):
    """The base brought this project in already."""

    code = "resident_already_in_pool"


class TooManyInvited(DomainError):
    """More invitations wait than any base needs."""

    code = "too_many_invited_to_pool"


class TooManyLetters(DomainError):
    """The base wrote `limit` letters within a day; taking an invitation back gives none of them back."""

    code = "too_many_letters_of_base"


class TooOftenAsked(DomainError):
    """The base wrote to this address `limit` times within a month."""

    code = "too_often_invited_to_pool"


class LatelyDeclined(DomainError):
    """Somebody at this address declined; the base may ask again on `day`."""

    code = "pool_invitation_lately_declined"


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


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation of a base, whatever became of it; `declined_at` is None for one that was not declined."""

    at: datetime
    declined_at: datetime | None = None


def ensure_may_write(to_address: Sequence[Sent], within_a_day: int, now: datetime) -> None:
    """Refuse a letter of a base to an address it wrote to before; `within_a_day` are its letters to anybody.

    Raises LatelyDeclined, TooOftenAsked, TooManyLetters.
    """
    declined = [one.declined_at for one in to_address if one.declined_at is not None]
    if declined and now < (again := max(declined) + ASKED_AGAIN_AFTER):
        raise LatelyDeclined(day=(again.astimezone(SHANGHAI) + timedelta(days=1)).date().isoformat())
    if sum(one.at > now - TO_ONE_WITHIN for one in to_address) >= MOST_TO_ONE:
        raise TooOftenAsked(limit=MOST_TO_ONE, days=TO_ONE_WITHIN.days)
    if within_a_day >= MOST_LETTERS:
        raise TooManyLetters(limit=MOST_LETTERS)


def same_name(one: LocalizedText, other: LocalizedText) -> bool:
    """Say whether two names are alike in a language both have, however they are spaced and written."""
    pairs = zip(one.as_dict().values(), other.as_dict().values(), strict=True)
    return any(_plain(left) and _plain(left) == _plain(right) for left, right in pairs)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def invitation_lapsed(state: PlaceState, expires_at: datetime | None, now: datetime) -> bool:
    """Say whether an invitation was not answered in time."""
    return state is PlaceState.INVITED and expires_at is not None and now >= expires_at
