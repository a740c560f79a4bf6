"""How much an investor does, whatever the company: size with and without decay, recent pace, recency."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matching.ranking.domain.past import Floats
from matching.ranking.domain.snapshot import YEAR, Snapshot

PACES = {"pace_quarter": 92, "pace_half": 183, "pace_year": 365}
SAME_ROUND = 3  # days within which investors of a company's first deal came in together
MOST_ODDS = 3.0


def activity(snapshot: Snapshot, _rows: object) -> Mapping[str, Floats]:
    """Return [1, candidates] by name."""
    found = {
        "size": np.log(snapshot.size),
        "size_year": np.log(_sum(snapshot.fresh) + 0.1),
        "size_months": np.log(_sum(snapshot.freshest) + 0.05),
        "recency": -np.log(years_idle(snapshot) + 0.05),
        "opener": opener(snapshot),
    }
    for name, days in PACES.items():
        recent = snapshot.firsts[snapshot.firsts[:, 2] >= snapshot.now - days]
        found[name] = np.log1p(_count(snapshot, recent[:, 1]))
    return {name: values[None, :].astype(np.float32) for name, values in found.items()}


def years_idle(snapshot: Snapshot) -> Floats:
    """Return the years since each candidate's last deal."""
    last = np.zeros(len(snapshot.past.investors), dtype=np.int64)
    np.maximum.at(last, snapshot.deals[:, 1], snapshot.deals[:, 2])
    return ((snapshot.now - last[snapshot.candidates]) / YEAR).astype(np.float32)


def opener(snapshot: Snapshot) -> Floats:
    """Return the log odds of coming in with a company's first known round rather than later."""
    first = np.full(len(snapshot.past.companies), np.iinfo(np.int64).max)
    np.minimum.at(first, snapshot.deals[:, 0], snapshot.deals[:, 2])
    early = snapshot.firsts[snapshot.firsts[:, 2] - first[snapshot.firsts[:, 0]] <= SAME_ROUND]
    opened = _count(snapshot, early[:, 1])
    odds = np.log((opened + 1) / (snapshot.size - opened + 1))
    return np.clip(odds, -MOST_ODDS, MOST_ODDS).astype(np.float32)


def _count(snapshot: Snapshot, investors: np.ndarray) -> Floats:
    counted = np.bincount(investors, minlength=len(snapshot.past.investors))
    return counted[snapshot.candidates].astype(np.float32)


def _sum(holdings: np.ndarray) -> Floats:
    return np.asarray(holdings.sum(0), dtype=np.float32).ravel()
