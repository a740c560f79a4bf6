"""The fairest fractional assignment: columns are added until none of the full matrix could still help.

A few good workers per item go into a linear programme (PDLP); its prices tell over the full matrix which pairs are
missing and prove a bound. So millions of pairs are accounted for although few ever become columns.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from contest.kernel.solvers.bounds import BLOCK, dual_bound, reduced
from contest.kernel.solvers.problem import Floats, Mask, Problem

FIRST, SCATTERED, ADDED = 8, 4, 4  # columns per item: the best, some at random, more in each round
ROUNDS = 8
CLOSE = 1e-3  # relative: bound and programme meet
PRECISE = 1e-4
SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """`bound` of the worst sum; `share` [workers, items] is the fractional choice that comes closest to it.

    `prices` [workers] are what their time is worth there.
    """

    bound: float
    share: Floats
    prices: Floats


def relaxed(problem: Problem, start: Mask, until: float, ceiling: float) -> Relaxed:
    """Return the best bound found before the clock passes `until` (`ceiling`, if no better one was)."""
    columns = _first(problem, start)
    bound, share, prices = ceiling, start.astype(np.float64), np.zeros(problem.caps.size)
    for _round in range(ROUNDS):
        left = until - time.monotonic()
        if left < 1:
            break
        solved = _solve(problem, columns, left)
        if solved is None:
            break
        level, share, weights, prices = solved
        bound = min(bound, dual_bound(problem, weights, prices))
        if bound - level <= CLOSE * max(1.0, abs(bound)) or not _add(problem, columns, weights, prices):
            break
    return Relaxed(bound, share, prices)


def _first(problem: Problem, start: Mask) -> Mask:
    workers, _items = problem.open.shape
    columns = start | (np.random.default_rng(SEED).random(problem.open.shape) < SCATTERED / workers)
    for block in _blocks(problem):
        value = reduced(problem, block, None, None)
        deep = min(FIRST + int(problem.need[block].max()), workers)
        best = np.argpartition(-value, deep - 1, axis=0)[:deep]
        columns[best, block] = True
    columns &= problem.open
    return columns


def _add(problem: Problem, columns: Mask, weights: Floats, prices: Floats) -> bool:
    """Make columns of the pairs that would improve the programme most; say whether there were any."""
    added = False
    for block in _blocks(problem):
        value = reduced(problem, block, weights, prices)
        known = np.where(columns[:, block], value, -np.inf)
        deep = int(problem.need[block].max())
        top = -np.sort(np.partition(-known, deep - 1, axis=0)[:deep], axis=0)
        accepted = top[problem.need[block] - 1, np.arange(block.size)]  # the last that an item takes
        gain = np.where(columns[:, block], -np.inf, value - accepted)
        best = np.argpartition(-gain, min(ADDED, gain.shape[0]) - 1, axis=0)[:ADDED]
        helps = np.take_along_axis(gain, best, axis=0) > 1e-12
        place, column = np.nonzero(helps)
        columns[best[place, column], block[column]] = True
        added |= bool(place.size)
    return added


def _blocks(problem: Problem) -> list[np.ndarray]:
    items = problem.undecided
    return [items[start : start + BLOCK] for start in range(0, items.size, BLOCK)]


def _solve(problem: Problem, columns: Mask, seconds: float) -> tuple[float, Floats, Floats, Floats] | None:
    """Return (level, shares, weights of items, prices of workers) of the programme over these columns."""
    from ortools.linear_solver.python import model_builder_helper as builder  # noqa: PLC0415 - as above
    from scipy import sparse  # noqa: PLC0415 - as above

    items = problem.undecided
    worker, item = np.nonzero(columns[:, items])
    count, workers, many = worker.size, problem.caps.size, items.size
    number, ones = np.arange(count), np.ones(count)
    worth = problem.affinity[worker, items[item]]
    rows = sparse.vstack(
        [
            sparse.csr_matrix((ones, (item, number)), (many, count + 1)),
            sparse.csr_matrix((ones, (worker, number)), (workers, count + 1)),
            sparse.hstack([sparse.csr_matrix((worth, (item, number)), (many, count)), -np.ones((many, 1))]),
        ]
    ).tocsr()
    need, free = problem.need[items].astype(np.float64), np.full(many, np.inf)
    limit = float(np.abs(worth).max(initial=1.0) * need.max() + np.abs(problem.pinned_sums).max(initial=0.0))
    helper = builder.ModelBuilderHelper()
    columns_and_rows: list[Any] = [  # bounds of columns, costs, bounds of rows, entries
        np.concatenate([np.zeros(count), [-limit]]),
        np.concatenate([np.ones(count), [limit]]),
        np.concatenate([np.zeros(count), [-1.0]]),
        np.concatenate([need, problem.floors.astype(np.float64), -problem.pinned_sums[items]]),
        np.concatenate([need, problem.caps.astype(np.float64), free]),
        rows,
    ]
    helper.fill_model_from_sparse_data(*columns_and_rows)
    solver = builder.ModelSolverHelper("PDLP")
    solver.set_solver_specific_parameters(
        "num_threads: 2 termination_criteria { iteration_limit: 20000 "
        f"simple_optimality_criteria {{ eps_optimal_relative: {PRECISE} eps_optimal_absolute: {PRECISE} }} }}"
    )
    solver.set_time_limit_in_seconds(max(seconds, 1.0))
    solver.solve(helper)
    if not solver.has_solution():
        return None
    found, duals = np.array(solver.variable_values()), np.array(solver.dual_values())
    share = np.zeros(problem.open.shape)
    share[worker, items[item]] = np.clip(found[:count], 0.0, 1.0)
    weights = np.zeros(problem.need.size)
    weights[items] = np.maximum(duals[many + workers :], 0.0)
    return float(found[count]), share, weights, -duals[many : many + workers]
