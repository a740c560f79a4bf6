"""How demonstration judges mark: quality, a judge's severity, chance; pure and repeatable."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from contest.demo.world import clamp
from judging.rubrics.domain import Criterion

AVERAGE = 74.0
ABILITY_SD, SEVERITY_SD, NOISE_SD, CRITERION_SD = 8.0, 6.0, 5.0, 4.0
LOWEST, HIGHEST = 0.3, 0.99  # of a criterion's maximum


def severity(rng: random.Random) -> float:
    """Return how many points a judge gives less than the average judge."""
    return rng.gauss(0, SEVERITY_SD)


def marks(
    rng: random.Random, criteria: Sequence[Criterion], ability: float, strictness: float
) -> dict[str, Decimal]:
    """Return one sheet's marks by criterion, each a step of its scale.

    `ability` in standard deviations of entries, `strictness` in points of 100.
    """
    level = AVERAGE + ABILITY_SD * ability - strictness + rng.gauss(0, NOISE_SD)
    given = {}
    for criterion in criteria:
        share = clamp((level + rng.gauss(0, CRITERION_SD)) / 100, LOWEST, HIGHEST)
        steps = int(Decimal(str(share)) * criterion.max / criterion.step)
        given[criterion.code] = steps * criterion.step
    return given
