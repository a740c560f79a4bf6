"""Exact answers by branch and bound (HiGHS), for problems small enough or rules that no flow can keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from contest.kernel.solvers.causes import RulesShort
from contest.kernel.solvers.problem import Floats, Mask, Problem

HAIR = 1e-7  # what HiGHS may overlook in a row


@dataclass(frozen=True, slots=True, eq=False)
class Proved:
    """The best choice found (None if none was) and a proved bound of the objective."""

    chosen: Mask | None
    bound: float


class Programme:
    """The problem as rows over its open pairs; the last column is the worst sum."""

    def __init__(self, problem: Problem) -> None:
        from scipy import sparse  # noqa: PLC0415 - keeps scipy out of web workers

        self.problem = problem
        self.items = items = problem.undecided
        self.worker, self.item = worker, item = np.nonzero(problem.open[:, items])
        self.worth: Floats = problem.affinity[worker, items[item]]
        self.count = count = worker.size
        shape = (items.size, count + 1)
        number, ones = np.arange(count), np.ones(count)
        blocks = [
            sparse.csr_matrix((ones, (item, number)), shape),
            sparse.csr_matrix((ones, (worker, number)), (problem.caps.size, count + 1)),
            sparse.hstack(
                [
                    sparse.csr_matrix((self.worth, (item, number)), (items.size, count)),
                    -np.ones((items.size, 1)),
                ]
            ),
        ]
        need = problem.need[items].astype(np.float64)
        lower = [need, problem.floors.astype(np.float64), -problem.pinned_sums[items]]
        upper = [need, problem.caps.astype(np.float64), np.full(items.size, np.inf)]
        for rule in problem.rules:
            inside = rule.workers[worker]
            blocks.append(sparse.csr_matrix((ones[inside], (item[inside], number[inside])), shape))
            lower.append(np.zeros(items.size))
            upper.append(rule.room[items].astype(np.float64))
        self.rows = sparse.vstack(blocks).tocsr()
        self.lower, self.upper = np.concatenate(lower), np.concatenate(upper)
        reach = float(np.abs(self.worth).max(initial=0.0) * need.max(initial=1.0))
        self.limit = reach + float(np.abs(problem.pinned_sums).max(initial=0.0)) + 1.0

    def worst_bound(self, seconds: float) -> float:
        """Return the largest worst sum of a fractional choice."""
        solved = self._solve(self._worst_cost(), -self.limit, seconds, whole=False)
        return -solved.fun if solved.status == 0 else float("inf")

    def fairest(self, floor: float, seconds: float) -> Proved:
        """Maximise the worst sum, known to be at least `floor`."""
        return self._proved(self._solve(self._worst_cost(), floor - HAIR, seconds))

    def richest(self, floor: float | None, seconds: float) -> Proved:
        """Maximise the total where every sum is at least `floor` (None: whatever the sums)."""
        cost = np.concatenate([-self.worth, [0.0]])
        lowest = -self.limit if floor is None else floor
        return self._proved(self._solve(cost, lowest, seconds, highest=lowest))

    def _worst_cost(self) -> Floats:
        return np.concatenate([np.zeros(self.count), [-1.0]])

    def _solve(
        self, cost: Floats, lowest: float, seconds: float, *, highest: float | None = None, whole: bool = True
    ) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - as above

        return milp(
            cost,
            constraints=LinearConstraint(self.rows, self.lower, self.upper),
            bounds=Bounds(
                np.concatenate([np.zeros(self.count), [lowest]]),
                np.concatenate([np.ones(self.count), [self.limit if highest is None else highest]]),
            ),
            integrality=np.concatenate([np.full(self.count, int(whole)), [0]]),
            options={"time_limit": max(seconds, 0.5), "mip_rel_gap": 1e-7},
        )

    def _proved(self, solved: Any) -> Proved:
        if solved.status == 2:  # infeasible
            return Proved(None, -np.inf)
        bound = solved.mip_dual_bound
        bound = float("inf") if bound is None else -float(bound)
        if solved.x is None:
            return Proved(None, bound)
        taken = solved.x[: self.count] > 0.5
        chosen = np.zeros_like(self.problem.open)
        chosen[self.worker[taken], self.items[self.item[taken]]] = True
        return Proved(chosen, bound)


def richest_under_rules(problem: Problem, seconds: float) -> tuple[Mask, float]:
    """Return the choice with the largest total, and by how much a better one could exceed it at most."""
    proved = Programme(problem).richest(None, seconds)
    if proved.chosen is None:
        raise RulesShort()
    total = float(problem.affinity[proved.chosen].sum())
    return proved.chosen, max(proved.bound - total, 0.0)
