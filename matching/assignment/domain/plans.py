"""Plans: their states, what is asked of one, and why one is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from contest.kernel.errors import DomainError, FieldError, Invalid
from matching.profiles.domain import ProfileKind

MOST_EACH = 10
MOST_PLACES = 50
# What a profile that states no places is taken to have room for, unless the office says otherwise.
USUAL_ROOM: Mapping[ProfileKind, int] = {
    ProfileKind.PARK: 5,
    ProfileKind.INVESTOR: 5,
    ProfileKind.MENTOR: 3,
}


# m² that a winner who states none is counted with; only parks have space to give.
USUAL_SPACE = 60
MOST_SPACE = 10_000


class Pair(NamedTuple):
    """A winner and a profile."""

    project_id: UUID
    profile_id: UUID


class PlanState(StrEnum):
    """waiting → draft (or failed) → published; what a newer one replaces is superseded."""

    WAITING = "waiting"
    FAILED = "failed"
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


PENDING = (PlanState.WAITING, PlanState.FAILED, PlanState.DRAFT)


class Method(StrEnum):
    """The best for all together, or stable where both sides say whom they prefer."""

    OPTIMAL = "optimal"
    STABLE = "stable"


class WishKind(StrEnum):
    """A pair the office wants in every plan, or in none."""

    PINNED = "pinned"
    BARRED = "barred"


class NobodyToPlace(DomainError):
    """There are no winners to match, or nobody of the kind takes part."""

    code = "assignment_nobody"


class PinBeyondRoom(DomainError):
    """Pinned pairs alone take more places than `profile` has: `pinned` of `room`."""

    code = "assignment_pin_beyond_room"


class PinBeyondSpace(DomainError):
    """Pinned pairs alone take more space than `profile` has: `pinned` of `space` m²."""

    code = "assignment_pin_beyond_space"


class WishRefused(DomainError):
    """The two cannot be pinned: one side declined, or they belong together."""

    code = "assignment_wish_refused"


class PlanGone(DomainError):
    """The plan is not the draft to decide on any more."""

    code = "assignment_plan_gone"


class PlanStale(DomainError):
    """Places, people or answers changed so that the draft cannot be published as shown: `changes` pairs."""

    code = "assignment_plan_stale"


class AssignmentOff(DomainError):
    """The season has no winners that may be matched."""

    code = "assignment_off"


class PrefersStranger(DomainError):
    """A preference names somebody who is not recommended."""

    code = "assignment_prefers_stranger"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of a plan. `each`: counterparts per winner; `usual_room`: places where a profile states none.

    `usual_space`: the m² of a winner that states none; 0 counts it nowhere.
    """

    each: int = 1
    usual_room: int = 5
    method: Method = Method.OPTIMAL
    usual_space: int = 0

    def checked(self) -> Terms:
        """Return it, or raise Invalid naming the fields out of bounds."""
        wrong = [
            FieldError(name, "out_of_range", {"low": least, "high": most})
            for name, value, least, most in (
                ("each", self.each, 1, MOST_EACH),
                ("usual_room", self.usual_room, 1, MOST_PLACES),
                ("usual_space", self.usual_space, 0, MOST_SPACE),
            )
            if not least <= value <= most
        ]
        if wrong:
            raise Invalid(*wrong)
        return self

    def as_dict(self) -> dict[str, Any]:
        return {
            "each": self.each,
            "usual_room": self.usual_room,
            "method": self.method.value,
            "usual_space": self.usual_space,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Terms:
        """Return what `as_dict` gave; a plan made before spaces counted heeded none."""
        return cls(
            int(stored["each"]),
            int(stored["usual_room"]),
            Method(stored["method"]),
            int(stored.get("usual_space", 0)),
        )

    @classmethod
    def usual(cls, kind: ProfileKind) -> Terms:
        """Return what the office starts from."""
        return cls(usual_room=USUAL_ROOM[kind], usual_space=USUAL_SPACE if kind is ProfileKind.PARK else 0)
