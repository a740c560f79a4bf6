"""What is computed of a pair, each feature a pure function of numbers: recommending and backtesting call the same ones.

Cosines of e5 crowd between 0.7 and 0.9, so a raw cosine says little; its place among all candidates says much.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from matching.recommendations.domain.facts import Closeness

Subject = TypeVar("Subject", bound=Hashable)

NEAREST_DEALS = 3
HALF_LIFE_YEARS = 2.0
FEW = 10
# Up to which share of all candidates a place counts as close, in words.
WORDS: tuple[tuple[float, Closeness], ...] = (
    (0.1, Closeness.VERY_CLOSE),
    (0.25, Closeness.CLOSE),
    (0.6, Closeness.SOME),
    (1.0, Closeness.FAR),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place among candidates: the best is 1, ties share the better place; `of` is how many there are."""

    number: int
    of: int

    @property
    def value(self) -> float:
        """1 for the first, 0 for the last, falling with the logarithm: the first ten differ, the hundreds hardly do.

        With a single candidate there is nothing to compare it with: 0.5.
        """
        if self.of < 2:
            return 0.5
        return 1.0 - math.log(self.number) / math.log(self.of)

    @property
    def closeness(self) -> Closeness:
        """Say the place in words. Among few nothing is called close: there is too little to compare it with."""
        if self.of < 2:
            return Closeness.SOME
        share = self.number / self.of
        word = next(word for limit, word in WORDS if share <= limit)
        return Closeness.SOME if self.of < FEW and word in {Closeness.VERY_CLOSE, Closeness.CLOSE} else word


def places(similarities: Mapping[Subject, float], pool: int) -> dict[Subject, Place]:
    """Return everybody's place. `pool` counts all candidates, those too far to be in `similarities` included."""
    ordered = sorted(similarities.values(), reverse=True)
    first: dict[float, int] = {}
    for number, similarity in enumerate(ordered, 1):
        first.setdefault(similarity, number)
    of = max(pool, len(ordered))
    return {subject: Place(first[similarity], of) for subject, similarity in similarities.items()}


def nearest_deal(similarities: Sequence[float]) -> float | None:
    """Return the similarity of the portfolio company that is most alike, None for an empty portfolio."""
    return max(similarities, default=None)


def near_deals(similarities: Sequence[float], count: int = NEAREST_DEALS) -> float | None:
    """Return the mean over the `count` most alike portfolio companies; fewer count as they are."""
    best = sorted(similarities, reverse=True)[:count]
    return sum(best) / len(best) if best else None


def recency(last_deal: date | None, today: date) -> float | None:
    """Return 1 for an investment today, halved every two years; None when no date is known."""
    if last_deal is None:
        return None
    years = max(0.0, (today - last_deal).days / 365.25)
    return float(0.5 ** (years / HALF_LIFE_YEARS))
