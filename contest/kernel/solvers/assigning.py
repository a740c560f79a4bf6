"""Who takes what: the one entry to the engines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from contest.kernel.solvers.bounds import best_alone
from contest.kernel.solvers.causes import refuse_the_obvious
from contest.kernel.solvers.exact import richest_under_rules
from contest.kernel.solvers.fairness import fairest
from contest.kernel.solvers.flow import largest_total, nested
from contest.kernel.solvers.problem import Floats, Ints, Mask, PanelRule, Problem, problem_of

SECONDS = 100.0  # what fairness may take before it is content with a gap


class Objective(StrEnum):
    """`TOTAL`: the largest sum of affinities. `FAIR`: the largest worst sum of an item, then the total."""

    TOTAL = "total"
    FAIR = "fair"


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """An assignment within all bounds.

    `pairs` is [k, 2] of (worker, item), sorted by item then worker. `total` is the sum of their affinities,
    `worst` the smallest sum over one item that has a pair (0.0 if none has). `bound_total` and `bound_worst` are
    proved over the full matrix: no assignment within the bounds exceeds them, whichever the objective. `loads`
    [workers] are the items per worker.
    """

    pairs: Ints
    total: float
    worst: float
    bound_total: float
    bound_worst: float
    loads: Ints


def assign(
    affinity: Floats,
    forbidden: Mask,
    *,
    per_item: int | Ints,
    max_load: int | Ints,
    min_load: int | Ints = 0,
    pinned: Mask | None = None,
    rules: Sequence[PanelRule] = (),
    objective: Objective = Objective.TOTAL,
    seconds: float = SECONDS,
    random_share: float = 0.0,
    seed: int = 0,
    start: Assignment | None = None,
) -> Assignment:
    """Give every item `per_item` different workers under load bounds and rules, the best by the objective.

    `start` is what TOTAL gave under the very same bounds, where that is known already.
    With `random_share`, every affinity (none negative) is first lowered by a random part of itself, at most that
    share, drawn from `seed`: nobody can steer who gets whom, the same seed gives the same panels, and the loss
    stays inside the share. Figures and bounds are always of the affinities as given.

    `affinity`, `forbidden` and `pinned` are [workers, items]; `per_item` is one number or [items], `max_load`
    and `min_load` one number or [workers]. Pinned pairs are existing work: kept even beyond `per_item`,
    `max_load` or a rule, and counted towards all. TOTAL is proved optimal; FAIR too for up to some 60,000 open
    pairs, beyond it ends after about `seconds` with the gap to its bound. Raises Infeasible naming the cause,
    ValueError on malformed input (shapes, NaN, negative bounds, a pair both pinned and forbidden).
    """
    given = np.asarray(affinity, dtype=np.float64)
    problem = problem_of(
        blurred(given, random_share, seed),
        forbidden,
        per_item=per_item,
        max_load=max_load,
        min_load=min_load,
        pinned=pinned,
        rules=rules,
    )
    refuse_the_obvious(problem)
    richest = _started(problem, start) if start and not random_share else _richest(problem)
    chosen, bounds = _chosen(problem, richest, objective, seconds)
    faded = 1.0 - random_share  # what a bound of lowered affinities is worth in those given
    return _assignment(problem, given, chosen, (bounds[0] / faded, bounds[1] / faded))


def blurred(affinity: Floats, share: float, seed: int) -> Floats:
    """Return affinities lowered at random by at most `share` of themselves; the same for the same seed."""
    if not share:
        return affinity
    if not 0 < share < 1 or (affinity < 0).any():
        raise ValueError("the random share lies between 0 and 1, and needs affinities that are not negative")
    lowered: Floats = affinity * (1.0 - share * np.random.default_rng(seed).random(affinity.shape))
    return lowered


def _richest(problem: Problem) -> tuple[Mask, float]:
    """Return the choice with the largest total and the bound of its own and the pinned pairs' total."""
    chosen, slack = (largest_total if nested(problem.rules) else _by_branching)(problem)
    return chosen, float(problem.affinity[chosen | problem.pinned].sum()) + 2 * slack


def _started(problem: Problem, start: Assignment) -> tuple[Mask, float]:
    chosen = np.zeros_like(problem.open)
    chosen[start.pairs[:, 0], start.pairs[:, 1]] = True
    return chosen & ~problem.pinned, start.bound_total


def _chosen(
    problem: Problem, richest: tuple[Mask, float], objective: Objective, seconds: float
) -> tuple[Mask, tuple[float, float]]:
    """Return the choice with the bounds of its total and of its worst sum."""
    chosen, bound = richest
    if not problem.need.any():
        return chosen, (bound, math.inf)
    if objective is Objective.TOTAL:
        return chosen, (bound, best_alone(problem))
    fair = fairest(problem, chosen, seconds)
    return fair.chosen, (bound, fair.bound_worst)


def _by_branching(problem: Problem) -> tuple[Mask, float]:
    chosen, gap = richest_under_rules(problem, SECONDS)
    return chosen, gap / 2


def _assignment(problem: Problem, affinity: Floats, made: Mask, bounds: tuple[float, float]) -> Assignment:
    """Check the promise once more on the finished matrix and measure it."""
    chosen, extra = made | problem.pinned, made.sum(axis=1)
    assert not (made & ~problem.open).any()
    assert (made.sum(axis=0) == problem.need).all()
    assert (extra <= problem.caps).all()
    assert (extra >= problem.floors).all()
    assert all((made[rule.workers].sum(axis=0) <= rule.room).all() for rule in problem.rules)
    item, worker = np.nonzero(chosen.T)
    value = affinity[worker, item]
    per_item = np.bincount(item, weights=value, minlength=chosen.shape[1]).astype(np.float64)
    worst = float(per_item[np.unique(item)].min()) if item.size else 0.0
    settled = np.flatnonzero((problem.need == 0) & chosen.any(axis=0))
    limit = min(bounds[1], float(per_item[settled].min(initial=math.inf)))
    total = math.fsum(value)
    return Assignment(
        pairs=np.column_stack([worker, item]),
        total=total,
        worst=worst,
        bound_total=max(bounds[0], total),
        bound_worst=max(limit, worst) if math.isfinite(limit) else worst,
        loads=chosen.sum(axis=1),
    )
