"""Did the order of pitching go with the scores? Kendall's tau within sections, its p value counted exactly.

Under the null every order of an entry list is equally likely, as the draw makes it. How many orders have how many
pairs the wrong way round is a product of Gaussian coefficients, also where scores repeat: no approximation is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import sqrt

LEAST = 5  # entries: fewer cannot say anything
UNLIKELY = 0.05


class Verdict(StrEnum):
    """What the report says in words."""

    TOO_FEW = "too_few"
    NO_SIGN = "no_sign"
    LATER_HIGHER = "later_higher"
    LATER_LOWER = "later_lower"


@dataclass(frozen=True, slots=True)
class OrderEffect:
    """`tau` above 0: who pitched later scored higher. `p`: how often chance alone gives a tau this far from 0."""

    entries: int
    tau: float | None
    p: float | None

    @property
    def verdict(self) -> Verdict:
        """Return it in words."""
        if self.tau is None or self.p is None:
            return Verdict.TOO_FEW
        if self.p >= UNLIKELY:
            return Verdict.NO_SIGN
        return Verdict.LATER_HIGHER if self.tau > 0 else Verdict.LATER_LOWER


def order_effect(sections: Iterable[Sequence[Decimal]]) -> OrderEffect:
    """Return the effect over sections, each the scores in the order of pitching.

    Entries of different sections are not compared: what pitched together is.
    """
    kept = [list(scores) for scores in sections if len(scores) > 1]
    entries = sum(map(len, kept))
    scale = sum((_scale(scores) for scores in kept), 0.0)
    if entries < LEAST or not scale:
        return OrderEffect(entries, None, None)
    observed = sum(map(_concordance, kept))
    weights = [1]
    for scores in kept:
        weights = _times(weights, inversions(list(Counter(scores).values())))
    untied = sum(_untied(scores) for scores in kept)
    far = sum(count for wrong, count in enumerate(weights) if abs(untied - 2 * wrong) >= abs(observed))
    return OrderEffect(entries, observed / scale, float(Fraction(far, sum(weights))))


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _untied(scores: Sequence[Decimal]) -> int:
    return _pairs(len(scores)) - sum(map(_pairs, Counter(scores).values()))


def _scale(scores: Sequence[Decimal]) -> float:
    return sqrt(_pairs(len(scores)) * _untied(scores))


def _concordance(scores: Sequence[Decimal]) -> int:
    return sum((later > earlier) - (later < earlier) for earlier, later in combinations(scores, 2))


def inversions(repeats: Sequence[int]) -> list[int]:
    """Return wrong pairs -> how many orders of a list have them; `repeats` says how often each value stands in it."""
    counts, placed = [1], 0
    for size in repeats:
        placed += size
        counts = _times(counts, _gaussian(placed, size))
    return counts


def _gaussian(size: int, part: int) -> list[int]:
    """Return the coefficients of the Gaussian binomial of `part` in `size`."""
    found = [1]
    for step in range(1, part + 1):
        found = _over(_times(found, _steps(size - part + step)), _steps(step))
    return found


def _steps(size: int) -> list[int]:
    return [1] * size


def _times(left: Sequence[int], right: Sequence[int]) -> list[int]:
    product = [0] * (len(left) + len(right) - 1)
    for at, one in enumerate(left):
        for beside, other in enumerate(right):
            product[at + beside] += one * other
    return product


def _over(whole: Sequence[int], part: Sequence[int]) -> list[int]:
    """Divide one polynomial by another that divides it; the lowest power first, both begin with 1."""
    rest, quotient = list(whole), []
    for at in range(len(whole) - len(part) + 1):
        quotient.append(rest[at])
        for beside, other in enumerate(part):
            rest[at + beside] -= quotient[-1] * other
    return quotient
