"""A bound that knows that workers are whole: an item has two good ones or one, never one and nine tenths.

Workers are put into a few classes of like price. From which classes an item takes how many is a pattern; at a price
per class each item pays at least for its cheapest pattern that can reach the level in question. If all items
together would have to pay more than all loads are worth, no assignment reaches that level.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass

import numpy as np

from contest.kernel.solvers.problem import Floats, Ints, Problem

MOST_PATTERNS = 400
CLASSES = 12
STEPS = 120
HALVINGS = 14
SURE = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """Items of one need: `taken` [patterns, classes], `reach` [patterns, items] the best sum of a pattern."""

    taken: Floats
    reach: Floats


def whole_bound(problem: Problem, prices: Floats, lowest: float, highest: float, until: float) -> float:
    """Return a bound of the worst sum between `lowest` (reached already) and `highest` (proved otherwise).

    `prices` [workers] say who is alike; the classes' own prices are then found by ascent. Rules only lower it.
    """
    classes = _classes(prices, int(problem.need.max()))
    kinds = [_kind(problem, classes, int(need)) for need in np.unique(problem.need[problem.undecided])]
    count = int(classes.max()) + 1
    caps = np.bincount(classes, weights=problem.caps, minlength=count).astype(np.float64)
    floors = np.bincount(classes, weights=problem.floors, minlength=count).astype(np.float64)
    price = np.array([prices[classes == number].mean() for number in range(count)])
    price /= max(float(np.abs(price).max()), 1e-12)
    low, high = lowest, highest
    level = lowest + max(SURE, 1e-6 * abs(lowest))
    for _halving in range(HALVINGS):
        if level >= high or time.monotonic() > until:
            break
        refuted, price = _refuted(kinds, caps, floors, level, price)
        low, high = (low, level) if refuted else (level, high)
        level = (low + high) / 2
    return high


def _classes(prices: Floats, need: int) -> Ints:
    """Return [workers] the class of each: cuts at the widest gaps of price first, then into equal parts."""
    count = next(
        count
        for count in range(CLASSES, 0, -1)
        if count == 1
        or len(list(itertools.combinations_with_replacement(range(count), need))) <= MOST_PATTERNS
    )
    order = np.argsort(prices, kind="stable")
    gaps = np.diff(prices[order])
    by_gap = set((np.argsort(-gaps, kind="stable")[: (count - 1) // 2] + 1).tolist())
    evenly = (np.arange(1, count) * prices.size // count).tolist()
    cuts = sorted([*by_gap, *[cut for cut in evenly if cut not in by_gap and cut > 0]][: count - 1])
    classes = np.zeros(prices.size, dtype=np.int64)
    classes[order] = np.searchsorted(np.array(cuts, dtype=np.int64), np.arange(prices.size), side="right")
    return np.unique(classes, return_inverse=True)[1].astype(np.int64)


def _kind(problem: Problem, classes: Ints, need: int) -> _Kind:
    items = np.flatnonzero(problem.need == need)
    count = int(classes.max()) + 1
    best = np.full((count, need + 1, items.size), -np.inf)  # class, how many of it, item: their largest sum
    best[:, 0] = 0.0
    for number in range(count):
        members = np.flatnonzero(classes == number)
        rows = np.ix_(members, items)
        value = np.where(problem.open[rows], problem.affinity[rows], -np.inf)
        deep = min(need, members.size)
        top = -np.sort(np.partition(-value, deep - 1, axis=0)[:deep], axis=0)
        best[number, 1 : deep + 1] = np.cumsum(top, axis=0)
    combinations = itertools.combinations_with_replacement(range(count), need)
    taken = np.array([np.bincount(one, minlength=count) for one in combinations])
    reach = sum(best[number, taken[:, number]] for number in range(count)) + problem.pinned_sums[items]
    return _Kind(taken.astype(np.float64), np.asarray(reach))


def _refuted(
    kinds: list[_Kind], caps: Floats, floors: Floats, level: float, price: Floats
) -> tuple[bool, Floats]:
    """Look for prices at which the level costs more than all loads are worth; return the last ones tried too."""
    within = [kind.reach >= level - 1e-12 for kind in kinds]
    if not all(mask.any(axis=0).all() for mask in within):
        return True, price
    best, kept = -np.inf, price
    for step in range(STEPS):
        cost, use = 0.0, np.zeros(price.size)
        for kind, mask in zip(kinds, within, strict=True):
            order = np.argsort(kind.taken @ price, kind="stable")
            chosen = order[np.argmax(mask[order], axis=0)]  # the cheapest pattern that reaches the level
            patterns = np.bincount(chosen, minlength=order.size).astype(np.float64)
            use += patterns @ kind.taken
        cost = float(use @ price)
        worth = float(np.maximum(caps * price, floors * price).sum())
        if cost - worth > SURE * max(1.0, abs(worth)):
            return True, price
        if cost - worth > best:
            best, kept = cost - worth, price
        slope = use - np.where(price > 0, caps, np.where(price < 0, floors, np.clip(use, floors, caps)))
        length = float(np.abs(slope).max())
        if length < 1e-9:
            break
        price = price + slope / length / (4 + step) * 2
        price = price / max(float(np.abs(price).max()), 1e-12)
    return False, kept
