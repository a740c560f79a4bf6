"""How good lists are: recall, nDCG and reciprocal rank, with ties counted as every order of them equally likely.

Counting ties by whatever order rows came in would make a baseline such as popularity as good as a sort is lucky.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking.domain.past import Floats

Truths = NDArray[np.bool_]
GAIN_DEPTH = 10
DIGITS = 6  # scores nearer than this are a tie


@dataclass(frozen=True, slots=True)
class _Groups:
    """Equal scores of one list, best first: where each begins, how many it holds, how many of them are right."""

    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    right: NDArray[np.int64]


def measure(
    scores: Floats, truth: Truths, taken: Truths, depths: Sequence[int]
) -> Mapping[str, NDArray[np.float64]]:
    """Return figure -> value by row: recall@k, ndcg@10, mrr. Taken candidates are out of the list."""
    names = [*(f"recall@{depth}" for depth in depths), f"ndcg@{GAIN_DEPTH}", "mrr"]
    found = {name: np.zeros(len(scores)) for name in names}
    for row in range(len(scores)):
        allowed = ~taken[row]
        groups = _groups(scores[row][allowed], truth[row][allowed])
        for name, value in zip(names, _figures(groups, depths), strict=True):
            found[name][row] = value
    return found


def _groups(scores: Floats, truth: NDArray[np.bool_]) -> _Groups:
    rounded = np.round(scores.astype(np.float64), DIGITS)
    order = np.argsort(-rounded, kind="stable")
    ordered = rounded[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    sizes = np.diff(np.append(starts, len(ordered)))
    return _Groups(starts, sizes, np.add.reduceat(truth[order].astype(np.int64), starts))


def _figures(groups: _Groups, depths: Sequence[int]) -> list[float]:
    total = int(groups.right.sum())
    if not total:
        return [0.0] * (len(depths) + 2)
    share = groups.right / groups.sizes
    recalls = [float((share * _covered(groups, depth)).sum()) / total for depth in depths]
    gains = np.concatenate(([0.0], np.cumsum(1 / np.log2(np.arange(2, GAIN_DEPTH + 2)))))
    ends = np.minimum(groups.starts + groups.sizes, GAIN_DEPTH)
    gained = float((share * (gains[ends] - gains[np.minimum(groups.starts, GAIN_DEPTH)])).sum())
    return [*recalls, gained / float(gains[min(total, GAIN_DEPTH)]), _reciprocal(groups)]


def _covered(groups: _Groups, depth: int) -> NDArray[np.int64]:
    """Return how many of each group lie within the depth."""
    return np.clip(depth - groups.starts, 0, groups.sizes)


def _reciprocal(groups: _Groups) -> float:
    """Return the expected reciprocal place of the first right one: it lies in the first group that has any."""
    first = int(np.flatnonzero(groups.right)[0])
    start, size, right = (int(part[first]) for part in (groups.starts, groups.sizes, groups.right))
    expected, not_yet = 0.0, 1.0
    for place in range(size - right + 1):
        now = right / (size - place)
        expected += not_yet * now / (start + place + 1)
        not_yet *= 1 - now
    return expected
