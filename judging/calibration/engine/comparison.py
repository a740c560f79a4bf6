"""Cross-validation: which score best predicts how a judge orders entries whose scores by that judge were held out.

Two held-out scores of one judge are compared with each other only, so the judge's own severity cancels and no method
is favoured by knowing it. Each item gives up to a fifth of its scores at a time and always keeps at least one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from judging.calibration.domain import Comparison, Components
from judging.calibration.engine.model import design, fitted
from judging.calibration.engine.ordering import nameless
from judging.calibration.engine.panels import Floats, Ints, Panels, item_means

FOLDS = 5
SEED = 20_260_901
MOST = 1_000  # held-out scores of one judge that are compared pair by pair
Mask = NDArray[np.bool_]


def compare(panels: Panels, components: Components) -> Comparison | None:
    """Return how the three scores order held-out ones; None with fewer than two judges to compare."""
    concordant = np.zeros((len(panels.judge_names), 3))
    pairs = np.zeros(len(panels.judge_names))
    for held in _folds(panels):
        predicted = _predictions(panels, ~held, components)
        for judge, rows in _by_judge(panels, held):
            counted, agreeing = _ordered_alike(panels, rows, predicted)
            pairs[judge] += counted
            concordant[judge] += agreeing
    total = pairs.sum()
    if (pairs > 0).sum() < 2:
        return None
    mean, z_score, calibrated = (concordant.sum(axis=0) / total).tolist()
    gain = calibrated - mean
    return Comparison(
        mean, z_score, calibrated, gain, _jackknife(concordant[:, 2] - concordant[:, 0], pairs), int(total)
    )


def _folds(panels: Panels) -> Iterator[Mask]:
    """Yield the scores held out in each fold: every item's scores are dealt to the folds in random order.

    What is drawn goes to scores and items in an order that knows no names.
    """
    random = np.random.default_rng(SEED)
    scores, counts = len(panels.score), panels.sheets_per_item
    rows, items = nameless(panels)
    drawn, turn = np.empty(scores), np.empty(len(counts), dtype=np.int64)
    drawn[rows], turn[items] = random.random(scores), random.integers(FOLDS, size=len(counts))
    order = np.lexsort((drawn, panels.item))
    place = np.empty(scores, dtype=np.int64)
    place[order] = np.arange(scores) - np.repeat(np.cumsum(counts) - counts, counts)
    fold = (place + turn[panels.item]) % FOLDS
    can_spare = counts[panels.item] > 1
    for number in range(FOLDS):
        yield can_spare & (fold == number)


def _predictions(panels: Panels, kept: Mask, components: Components) -> tuple[Floats, Floats, Floats]:
    """Return the items' mean, mean z-score and calibrated score from the kept scores."""
    centre = float(panels.score[kept].mean())
    quality, beside = fitted(design(panels, panels.score - centre, kept), components).solved
    level = quality + beside[len(panels.judge_names) :][panels.cell_of]
    standard = item_means(panels, z_scores(panels, kept), kept)
    return item_means(panels, panels.score, kept), standard, level


def z_scores(panels: Panels, kept: Mask) -> Floats:
    """Return each score less its judge's mean over the judge's standard deviation, 0 where that is nothing."""
    judges = len(panels.judge_names)
    judge, score = panels.judge[kept], panels.score[kept]
    counts = np.maximum(np.bincount(judge, minlength=judges), 1)
    means = np.bincount(judge, weights=score, minlength=judges) / counts
    squares = np.bincount(judge, weights=(score - means[judge]) ** 2, minlength=judges)
    deviations = np.sqrt(squares / np.maximum(counts - 1, 1))
    apart = panels.score - means[panels.judge]
    scale = deviations[panels.judge]
    return np.divide(apart, scale, out=np.zeros_like(apart), where=scale > 0)


def _by_judge(panels: Panels, held: Mask) -> Iterator[tuple[int, Ints]]:
    """Yield each judge with the rows of the held-out scores, thinned evenly where there are very many."""
    rows = np.flatnonzero(held)
    if not rows.size:
        return
    rows = rows[np.argsort(panels.judge[rows], kind="stable")]
    judges, starts = np.unique(panels.judge[rows], return_index=True)
    for judge, own in zip(judges.tolist(), np.split(rows, starts[1:]), strict=True):
        if len(own) > 1:
            yield judge, own[:: -(-len(own) // MOST)]


def _ordered_alike(
    panels: Panels, rows: Ints, predicted: tuple[Floats, Floats, Floats]
) -> tuple[float, list[float]]:
    """Return how many pairs a judge's scores order, and how many more of them each prediction orders so than not."""
    item, score = panels.item[rows], panels.score[rows]
    groups = panels.group_of[item]
    order = np.sign(score[:, None] - score[None, :]) * (groups[:, None] == groups[None, :])
    found = []
    for values in predicted:
        ahead = values[item][:, None] - values[item][None, :]
        found.append(float((np.sign(np.round(ahead, 9)) * order).sum() / 2))
    return float(np.abs(order).sum() / 2), found


def _jackknife(surplus: Floats, pairs: Floats) -> float:
    """Return the standard error of the ratio of two sums over judges."""
    judges = int((pairs > 0).sum())
    apart = surplus - surplus.sum() / pairs.sum() * pairs
    return float(np.sqrt(judges / (judges - 1) * (apart**2).sum()) / pairs.sum())
