"""How large the worst item's sum can be at most, proved over every open pair of the full matrix."""

from __future__ import annotations

import numpy as np

from contest.kernel.solvers.problem import Floats, Ints, Problem

BLOCK = 2_048  # items compared at a time, so that no second full matrix is held


def best_alone(problem: Problem) -> float:
    """Return a bound of the worst sum: what the least lucky item would have if it alone could choose."""
    items = problem.undecided
    return float((_most(problem, items, None, None) + problem.pinned_sums[items]).min())


def dual_bound(problem: Problem, weights: Floats, prices: Floats) -> float:
    """Return the bound of the worst sum that `weights` [items] and `prices` [workers] prove (weak duality).

    For any weights that are not negative and add up to 1, the worst sum is at most the weighted mean of all sums,
    and this is at most what the items could gain if they paid `prices` for workers, plus what the bounds of loads
    are worth at those prices. Whatever the two come from, the bound is valid; rules on panels only lower it.
    """
    items = problem.undecided
    weights = np.maximum(weights, 0.0)
    if not weights[items].sum() > 0:
        return float("inf")
    total = weights[items].sum()
    weights, prices = weights / total, prices / total
    gained = (
        _most(problem, items, weights, prices).sum() + (weights[items] * problem.pinned_sums[items]).sum()
    )
    return float(
        gained + (problem.caps * np.maximum(prices, 0)).sum() + (problem.floors * np.minimum(prices, 0)).sum()
    )


def reduced(problem: Problem, items: Ints, weights: Floats | None, prices: Floats | None) -> Floats:
    """Return [workers, those items] what a pair is worth after its price, minus infinity where not open."""
    value = problem.affinity[:, items]
    if weights is not None and prices is not None:
        value = value * weights[items] - prices[:, None]
    return np.where(problem.open[:, items], value, -np.inf)


def _most(problem: Problem, items: Ints, weights: Floats | None, prices: Floats | None) -> Floats:
    """Return for each of `items` the largest sum of as many pairs as it needs."""
    most = np.zeros(items.size)
    for start in range(0, items.size, BLOCK):
        block = items[start : start + BLOCK]
        need = problem.need[block]
        deepest = int(need.max())
        value = reduced(problem, block, weights, prices)
        top = -np.sort(np.partition(-value, deepest - 1, axis=0)[:deepest], axis=0)
        taken = np.arange(deepest)[:, None] < need
        most[start : start + BLOCK] = np.where(taken, top, 0.0).sum(axis=0)
    return most
