"""Whether a company is about as old as those an investor backed were at the time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from matching.ranking.domain.past import Floats, Ints
from matching.ranking.domain.snapshot import Snapshot

OLDEST = 15  # years; beyond that age says nothing more
PRIOR = 2.0
LEAST_KNOWN = 0.3  # of the companies; a field that is mostly empty would tell who fills it in, not who fits


def age(snapshot: Snapshot, rows: Ints) -> Mapping[str, Floats]:
    """Return minus the distance of logarithms, 0 where the founding year is unknown."""
    founded = snapshot.past.founded
    if not len(founded) or (founded > 0).mean() < LEAST_KNOWN:
        return {"age": np.zeros((len(rows), len(snapshot.candidates)), dtype=np.float32)}
    dated = snapshot.firsts[founded[snapshot.firsts[:, 0]] > 0]
    ages = _log_years(np.array([_year(day) for day in dated[:, 2]], dtype=np.int64) - founded[dated[:, 0]])
    investors = len(snapshot.past.investors)
    total = np.bincount(dated[:, 1], weights=ages, minlength=investors)[snapshot.candidates]
    number = np.bincount(dated[:, 1], minlength=investors)[snapshot.candidates]
    usual = (total + PRIOR * (ages.mean() if len(ages) else 0.0)) / (number + PRIOR)
    own = _log_years(_year(snapshot.day) - founded[rows])
    return {"age": -np.abs(own[:, None] - usual[None, :]) * (founded[rows] > 0)[:, None]}


def _year(day: int) -> int:
    return date.fromordinal(int(day)).year


def _log_years(years: Ints) -> Floats:
    return np.log1p(np.clip(years, 0, OLDEST)).astype(np.float32)
