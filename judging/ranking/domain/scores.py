"""What several judges' totals make of one entry: exact fractions, rounded only where a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

Score = Decimal | Fraction
MIN_FOR_TRIM = 5


class Method(StrEnum):
    """How an entry's sheets become one score."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    CALIBRATED = "calibrated"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a code and parameters that JSON can hold; texts are written at the edge."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def mean(scores: Sequence[Score]) -> Fraction:
    """Return the exact mean of at least one score."""
    if not scores:
        raise ValueError("no scores have no mean")
    return sum((Fraction(score) for score in scores), Fraction()) / len(scores)


def trimmed_mean(scores: Sequence[Score], *, min_for_trim: int = MIN_FOR_TRIM) -> Fraction:
    """Return the mean without one highest and one lowest score, exactly one each even where they repeat.

    With fewer than `min_for_trim` scores (at least 3) the plain mean: three judges cannot spare two.
    """
    if min_for_trim < 3:
        raise ValueError("dropping the highest and the lowest must leave a score")
    if len(scores) < min_for_trim:
        return mean(scores)
    return mean(sorted(Fraction(score) for score in scores)[1:-1])


def spread(scores: Sequence[Score]) -> Decimal | None:
    """Return the sample standard deviation in points, None with fewer than two scores."""
    if len(scores) < 2:
        return None
    centre = mean(scores)
    squares = sum(((Fraction(score) - centre) ** 2 for score in scores), Fraction())
    return as_decimal(squares / (len(scores) - 1)).sqrt(Context(prec=28))


def gap(scores: Sequence[Score]) -> Fraction | None:
    """Return how far the highest and the lowest score lie apart, None with fewer than two."""
    if len(scores) < 2:
        return None
    exact = [Fraction(score) for score in scores]
    return max(exact) - min(exact)


def as_decimal(score: Score) -> Decimal:
    """Return a score to 28 significant digits, for storage and sealed files; exact where that suffices."""
    exact = Fraction(score)
    return Context(prec=28).divide(Decimal(exact.numerator), Decimal(exact.denominator))


def text(score: Score) -> str:
    """Return a score for a reason's parameters: up to ten decimals, so that 84.9999 never reads 85."""
    rounded = as_decimal(score).quantize(Decimal(1).scaleb(-10), ROUND_HALF_UP, Context(prec=40))
    return f"{rounded:f}".rstrip("0").rstrip(".")


def display(score: Score) -> Decimal:
    """Return a score as people read it: two decimals, half up (away from zero). Never rank on it."""
    hundredths = abs(Fraction(score)) * 100 + Fraction(1, 2)
    shown = Decimal(hundredths.numerator // hundredths.denominator).scaleb(-2)
    return -shown if score < 0 and shown else shown
