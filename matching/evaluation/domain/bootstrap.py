"""Paired bootstrap over companies: how sure a difference between two rankings is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 5_000
SEED = 11
LOW, HIGH = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval."""

    mean: float
    low: float
    high: float

    def as_list(self) -> list[float]:
        """Return the bounds."""
        return [round(self.low, 4), round(self.high, 4)]


def interval(values: NDArray[np.float64]) -> Interval:
    """Return the mean of `values` (one by company, or a difference of two rankings) and its interval."""
    if not len(values):
        return Interval(0.0, 0.0, 0.0)
    # Multinomial weights: the same as drawing rows with replacement, without a table of draws by rows of indices.
    weights = np.random.default_rng(SEED).multinomial(
        len(values), np.full(len(values), 1 / len(values)), DRAWS
    )
    means = weights @ np.sort(values) / len(values)
    low, high = np.percentile(means, [LOW, HIGH])
    return Interval(float(values.mean()), float(low), float(high))
