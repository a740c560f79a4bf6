"""The fairest assignment: the worst item's sum first, then the largest total at that level.

Small problems are solved exactly. Large ones are bounded by a linear programme over the full matrix and reached by
exchanges from the best total and from the rounded programme; how far the two are apart is told, never guessed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from contest.kernel.solvers.bounds import best_alone
from contest.kernel.solvers.exact import HAIR, Programme
from contest.kernel.solvers.exchange import Exchange
from contest.kernel.solvers.flow import largest_total, nested
from contest.kernel.solvers.linear import Relaxed, relaxed
from contest.kernel.solvers.patterns import whole_bound
from contest.kernel.solvers.problem import Mask, Problem

EXACT_PAIRS = 60_000
SAME = 1e-6
CLOSE = 0.002  # a gap worth a second attempt
ENRICHING = 20.0  # seconds
EXACT_SECONDS = 20.0  # branch and bound has proved by then what it can
HALVINGS = 8
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Fair:
    """A choice with the proved bound of the worst sum of any choice."""

    chosen: Mask
    bound_worst: float


def fairest(problem: Problem, richest: Mask, seconds: float) -> Fair:
    """Return the fairest choice found in about `seconds`, beginning from the `richest`."""
    started = time.monotonic()
    until = started + seconds
    ceiling = best_alone(problem)
    lifted = Exchange(problem, richest)
    if problem.open.sum() <= EXACT_PAIRS:
        lifted = _climb(lifted, ceiling, started + 0.1 * seconds)
        return _exact(problem, lifted, ceiling, min(until, started + EXACT_SECONDS))
    return _large(problem, lifted, ceiling, until)


def _climb(state: Exchange, top: float, until: float) -> Exchange:
    """Lift the worst items level by level towards `top`, then by halves; levels missed leave no trace."""
    bottom, missed = state.worst, top
    for level in LEVELS:
        tried = state.copy()
        tried.lift(bottom + level * (top - bottom), until)
        if tried.worst < bottom + level * (top - bottom) - SAME:
            state = tried if tried.worst > state.worst + SAME else state
            missed = bottom + level * (top - bottom)
            break
        state = tried
    for _halving in range(HALVINGS):
        target = (state.worst + missed) / 2
        if time.monotonic() > until or target - state.worst <= SAME:
            break
        tried = state.copy()
        tried.lift(target, until)
        if tried.worst < target - SAME:
            missed = target
        state = tried if tried.worst > state.worst + SAME else state
    return state


def _exact(problem: Problem, found: Exchange, ceiling: float, until: float) -> Fair:
    programme = Programme(problem)
    best, bound = found.chosen(), ceiling
    if bound - found.worst > SAME:
        bound = min(bound, programme.worst_bound(until - time.monotonic()))
    if bound - found.worst > SAME:
        proved = programme.fairest(found.worst, 0.5 * (until - time.monotonic()))
        bound = min(bound, max(proved.bound, found.worst))
        best = _better(problem, best, proved.chosen)
    level = Exchange(problem, best).worst
    proved = programme.richest(level - HAIR / 10, until - time.monotonic())
    best = _better(problem, best, proved.chosen)
    return Fair(best, max(bound, Exchange(problem, best).worst))


def _better(problem: Problem, one: Mask, other: Mask | None) -> Mask:
    """Return the fairer of two choices, the richer among equals."""
    if other is None:
        return one
    first, second = Exchange(problem, one), Exchange(problem, other)
    if abs(first.worst - second.worst) > SAME:
        return one if first.worst > second.worst else other
    return one if first.sums.sum() >= second.sums.sum() else other


def _large(problem: Problem, lifted: Exchange, ceiling: float, until: float) -> Fair:
    now = time.monotonic()
    best = _climb(lifted, ceiling, now + 0.04 * (until - now))
    bound = ceiling
    if bound - best.worst > SAME:
        now = time.monotonic()
        found = relaxed(problem, best.chosen(), now + 0.5 * (until - now), ceiling)
        bound = whole_bound(problem, found.prices, best.worst, found.bound, now + 0.6 * (until - now))
        best, bound = _reached(problem, lifted, found, bound, until)
    now = time.monotonic()
    best.enrich(best.worst, now + min(ENRICHING, max(1.0, 0.5 * (until - now))))
    return Fair(best.chosen(), max(bound, best.worst))


def _reached(
    problem: Problem, lifted: Exchange, found: Relaxed, bound: float, until: float
) -> tuple[Exchange, float]:
    """Return the fairer of two: what was lifted from the best total, and the rounded fractional choice, lifted."""
    now = time.monotonic()
    best = _climb(lifted, bound, now + 0.3 * (until - now))
    if bound - best.worst > CLOSE * abs(bound) and nested(problem.rules):
        chosen, _slack = largest_total(problem, found.share)
        now = time.monotonic()
        rounded = _climb(Exchange(problem, chosen), bound, now + 0.6 * (until - now))
        best = rounded if rounded.worst > best.worst + SAME else best
    now = time.monotonic()
    return best, whole_bound(problem, found.prices, best.worst, bound, now + 0.2 * (until - now))
