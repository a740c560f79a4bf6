"""What a season's record of a judge says. Nothing is kept: it is counted from the published rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from contest.kernel.localized import LocalizedText

FEW = 5  # sheets beside others', below which nothing is said of consistency
CLOSE, FAR = Decimal(6), Decimal(12)  # points of 100 from the mean of the others


class Consistency(StrEnum):
    """How near a judge's totals are to those of the others on the same entries."""

    UNKNOWN = "unknown"
    CLOSE = "close"
    USUAL = "usual"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Training:
    """How often a judge finished the practice exercise, in whatever round, and when last."""

    times: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class SeasonRecord:
    """One judge in one season's published rounds.

    `handed_in` of `assigned` sheets came before the close; `recused` entries were given back; `set_aside` sheets were
    handed in and count no more, because their judge was found in conflict or left. `overturned` counts the entries the
    judge scored whose decision fell after an objection was upheld. `compared` sheets stand beside at
    least one other of the same entry; `distance` is the mean absolute difference of their totals from the mean of the
    others, `lean` the mean difference (above zero: milder), both in points of 100.
    """

    season_id: UUID
    season_name: LocalizedText
    rounds: int
    assigned: int
    handed_in: int
    recused: int
    set_aside: int
    overturned: int
    compared: int
    distance: Decimal | None
    lean: Decimal | None

    @property
    def missing(self) -> int:
        return self.assigned - self.handed_in

    @property
    def consistency(self) -> Consistency:
        """Return a word for the distance; none for a few sheets."""
        if self.compared < FEW or self.distance is None:
            return Consistency.UNKNOWN
        if self.distance <= CLOSE:
            return Consistency.CLOSE
        return Consistency.USUAL if self.distance <= FAR else Consistency.FAR
