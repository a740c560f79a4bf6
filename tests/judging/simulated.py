"""Panels of made-up judges and items whose true qualities and severities are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from judging.calibration.domain import Calibration, Sheet

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Simulated:
    """Sheets of items and judges, with the truth: quality per item, points that each judge gives more than others."""

    sheets: list[Sheet]
    truth: Floats
    effects: Floats

    def tau(self, values: Floats) -> float:
        """Return Kendall's tau of some order of the items with the true one."""
        return float(kendalltau(np.round(values, 6), self.truth)[0])

    def means(self, scores: Floats | None = None) -> Floats:
        """Return the mean of one number per sheet (the scores by default) over each item."""
        items = np.array([int(sheet.item) for sheet in self.sheets])
        values = self.scores if scores is None else scores
        return np.bincount(items, weights=values) / np.bincount(items)

    @property
    def scores(self) -> Floats:
        return np.array([sheet.score for sheet in self.sheets])

    @property
    def judges(self) -> NDArray[np.int64]:
        return np.array([int(sheet.judge) for sheet in self.sheets])

    def z_scores(self) -> Floats:
        """Return the mean of each item's scores, standardised within each judge."""
        scores, judges = self.scores, self.judges
        for judge in np.unique(judges):
            own = judges == judge
            scores[own] = (scores[own] - scores[own].mean()) / (
                scores[own].std(ddof=min(1, own.sum() - 1)) or 1
            )
        return self.means(scores)

    def oracle(self) -> Floats:
        """Return the means of one who knows every judge's severity."""
        return self.means(self.scores - self.effects[self.judges])


def panels(
    seed: int,
    *,
    items: int = 839,
    judges: int = 120,
    per_item: int = 5,
    severity: float = 6,
    quality: float = 8,
    noise: float = 5,
    tracks: int = 1,
    tracks_apart: float = 0,
    grouped: bool = False,
) -> Simulated:
    """Return random panels; judges stay in their own of the `tracks`, whose means differ by `tracks_apart` (SD)."""
    random = np.random.default_rng(seed)
    effects = random.normal(0, severity, judges)
    track_of_item, track_of_judge = np.arange(items) % tracks, np.arange(judges) % tracks
    truth = random.normal(0, quality, items) + random.normal(0, tracks_apart, tracks)[track_of_item]
    sheets = []
    for item in range(items):
        own = np.flatnonzero(track_of_judge == track_of_item[item])
        for judge in random.choice(own, per_item, replace=False):
            score = 70 + truth[item] + effects[judge] + random.normal(0, noise)
            group = f"track {track_of_item[item]}" if grouped else ""
            sheets.append(Sheet(f"{judge:05}", f"{item:05}", float(score), group))
    return Simulated(sheets, truth, effects)


def calibrated(made: Calibration) -> Floats:
    """Return the calibrated scores in the order of the items."""
    return np.array([one.calibrated for one in made.items])
