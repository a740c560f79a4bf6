"""Who takes what, proved optimal: capacity-constrained assignment for judging panels and matching.

Workers (judges, investors, mentors) are rows, items (entries, winners) are columns. The whole matrix goes
into one min-cost flow, so a total is a proved optimum, never the best of a candidate list. Lower load bounds
are exact: a floor is the demand of the worker's own node, so no big reward is weighed against affinities.
Services import this module inside the function that solves: numpy stays out of web workers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contest.kernel.errors import DomainError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Infeasible(DomainError):
    """No assignment keeps all bounds. `params` name workers and items by their row and column indices."""

    code = "assignment_infeasible"


class TooFewEligible(Infeasible):
    """`item` needs `needed` workers, only `eligible` may take it; `others` more items suffer the same."""

    code = "assignment_too_few_eligible"


class CapacityShort(Infeasible):
    """All workers together can take `capacity` pairs, `needed` are asked for: `short` by the difference."""

    code = "assignment_capacity_short"


class GroupShort(Infeasible):
    """The `items` need `needed` pairs, but the `workers` open to any of them have room for `capacity`."""

    code = "assignment_group_short"


class FloorAboveCap(Infeasible):
    """`worker` must take at least `floor` items and at most `cap`, which is less."""

    code = "assignment_floor_above_cap"


class FloorsExceedDemand(Infeasible):
    """The least loads, less what is pinned, add up to `floors`; only `needed` pairs are still to be made."""

    code = "assignment_floors_exceed_demand"


class FloorUnreachable(Infeasible):
    """The `workers` must take `floors` pairs together, but may take only `reachable` of those needed."""

    code = "assignment_floor_unreachable"


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """An optimal assignment.

    `pairs` is [k, 2] of (worker, item), sorted by item then worker. `total` is the sum of their affinities,
    `worst` the smallest sum over one item that has a pair (0.0 if none has), `bound_total` a proved bound
    of any total (equal up to the integer scaling, see `_scale`), `loads` [workers] the items per worker.
    """

    pairs: Ints
    total: float
    worst: float
    bound_total: float
    loads: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """What is left to decide beside the pinned pairs: `need` per item, `caps` and `floors` per worker."""

    affinity: Floats
    pinned: Mask
    open: Mask
    need: Ints
    caps: Ints
    floors: Ints


def assign(
    affinity: Floats,
    forbidden: Mask,
    *,
    per_item: int | Ints,
    max_load: int | Ints,
    min_load: int | Ints = 0,
    pinned: Mask | None = None,
) -> Assignment:
    """Give every item `per_item` different workers with the largest total affinity under load bounds.

    `affinity`, `forbidden` and `pinned` are [workers, items]; `per_item` is one number or [items], `max_load`
    and `min_load` one number or [workers]. Pinned pairs are existing work: kept even beyond `per_item` or
    `max_load`, and counted towards both. Raises Infeasible naming the cause, ValueError on malformed input
    (shapes, NaN, negative bounds, a pair both pinned and forbidden).
    """
    problem = _problem(affinity, forbidden, per_item, max_load, min_load, pinned)
    _refuse_the_obvious(problem)
    chosen, slack = _cheapest_flow(problem) if problem.need.any() else (np.zeros_like(problem.open), 0.0)
    return _assignment(problem, chosen | problem.pinned, slack)


def _problem(
    affinity: Floats,
    forbidden: Mask,
    per_item: int | Ints,
    max_load: int | Ints,
    min_load: int | Ints,
    pinned: Mask | None,
) -> _Problem:
    values = np.asarray(affinity, dtype=np.float64)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise ValueError("affinity must be a finite matrix of workers by items")
    workers, items = values.shape
    banned = _mask(forbidden, values.shape, "forbidden")
    kept = _mask(np.zeros(values.shape) if pinned is None else pinned, values.shape, "pinned")
    if (banned & kept).any():
        raise ValueError("a pair is both pinned and forbidden")
    need, caps, floors = (
        _bounds(per_item, items, "per_item"),
        _bounds(max_load, workers, "max_load"),
        _bounds(min_load, workers, "min_load"),
    )
    if (floors > caps).any():
        worker = int(np.argmax(floors > caps))
        raise FloorAboveCap(worker=worker, floor=int(floors[worker]), cap=int(caps[worker]))
    need = np.maximum(need - kept.sum(axis=0), 0)
    caps = np.maximum(caps - kept.sum(axis=1), 0)
    return _Problem(
        affinity=values,
        pinned=kept,
        open=~banned & ~kept & (need > 0)[None, :] & (caps > 0)[:, None],
        need=need,
        caps=caps,
        floors=np.maximum(floors - kept.sum(axis=1), 0),
    )


def _mask(given: NDArray[np.generic], shape: tuple[int, ...], name: str) -> Mask:
    mask: Mask = np.asarray(given).astype(np.bool_)
    if mask.shape != shape:
        raise ValueError(f"{name} has the shape {mask.shape}, affinity {shape}")
    return mask


def _bounds(given: int | Ints, size: int, name: str) -> Ints:
    bounds: Ints = np.broadcast_to(np.asarray(given, dtype=np.int64), (size,))
    if (bounds < 0).any():
        raise ValueError(f"{name} must not be negative")
    return bounds


def _refuse_the_obvious(problem: _Problem) -> None:
    """Raise the causes one can see without a flow, the most local first."""
    need, kept = problem.need, problem.pinned.sum(axis=0)
    eligible = problem.open.sum(axis=0)
    starved = np.flatnonzero(need > eligible)
    if starved.size:
        item = int(starved[0])
        raise TooFewEligible(
            item=item,
            needed=int(need[item] + kept[item]),
            eligible=int(eligible[item] + kept[item]),
            others=starved.size - 1,
        )
    needed, capacity = int(need.sum()), int(np.minimum(problem.caps, problem.open.sum(axis=1)).sum())
    if capacity < needed:
        done = int(kept.sum())
        raise CapacityShort(needed=needed + done, capacity=capacity + done, short=needed - capacity)
    floors = int(problem.floors.sum())
    if floors > needed:
        raise FloorsExceedDemand(floors=floors, needed=needed, excess=floors - needed)


def _scale(largest: float, nodes: int) -> float:
    """Return the power of two that turns affinities into integer costs.

    Multiplying by it is exact in floating point, so only rounding to an integer loses anything: at most half
    a unit per pair, which `bound_total` accounts for. The solver's node potentials stay below 3·nodes² times
    the largest cost; the scale is the largest that keeps this inside 62 bits (2³³ units at 12,500 nodes).
    """
    room = 62 - math.log2(3 * (nodes + 1) ** 2)
    return float(2.0 ** math.floor(min(room, 45) - math.log2(max(largest, 2.0**-500))))


def _cheapest_flow(problem: _Problem) -> tuple[Mask, float]:
    """Return the chosen open pairs and the most that rounding may have hidden in one total."""
    worker, item = np.nonzero(problem.open)
    value = problem.affinity[worker, item]
    scale = _scale(float(np.abs(value).max()), sum(problem.open.shape) + 1)
    cost = np.rint(-value * scale)
    taken = _taken(problem, worker, item, cost.astype(np.int64))
    chosen = np.zeros_like(problem.open)
    chosen[worker[taken], item[taken]] = True
    return chosen, float(np.abs(value * scale + cost).max() / scale * taken.sum())


def _taken(problem: _Problem, worker: Ints, item: Ints, cost: Ints) -> Mask:
    """Return which of the open pairs (worker, item) a cheapest flow uses; raise the cause when there is none.

    Items supply what they need; a worker's node keeps its floor as demand and passes the rest on to the sink.
    """
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - keeps OR-Tools out of web workers

    workers, items = problem.open.shape
    sink = workers + items
    rows, to_sink = np.arange(workers, dtype=np.int32), np.full(workers, sink, dtype=np.int32)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        (workers + item).astype(np.int32), worker.astype(np.int32), np.ones_like(cost), cost
    )
    room = problem.caps - problem.floors
    flow.add_arcs_with_capacity_and_unit_cost(rows, to_sink, room, np.zeros_like(room))
    above_floors = problem.need.sum() - problem.floors.sum()
    supplies = np.concatenate([-problem.floors, problem.need, [-above_floors]])
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    status = flow.solve()
    if status == flow.INFEASIBLE:
        raise _cause(problem)
    if status != flow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended with {status}")
    taken: Mask = flow.flows(arcs) > 0
    return taken


def _assignment(problem: _Problem, chosen: Mask, slack: float) -> Assignment:
    """Check the promise once more on the finished matrix and measure it."""
    made, loads = chosen & ~problem.pinned, chosen.sum(axis=1)
    extra = made.sum(axis=1)
    assert not (made & ~problem.open).any()
    assert (made.sum(axis=0) == problem.need).all()
    assert (extra <= problem.caps).all()
    assert (extra >= problem.floors).all()
    item, worker = np.nonzero(chosen.T)
    value = problem.affinity[worker, item]
    per_item = np.bincount(item, weights=value, minlength=chosen.shape[1])
    total = math.fsum(value)
    return Assignment(
        pairs=np.column_stack([worker, item]),
        total=total,
        worst=float(per_item[np.unique(item)].min()) if item.size else 0.0,
        bound_total=total + 2 * slack,
        loads=loads,
    )


def _cause(problem: _Problem) -> Infeasible:
    """Name the items without enough room, or the workers without enough items, by a minimum cut."""
    room = problem.open
    inside, served = _cut(problem.need, room.T, problem.caps)
    needed = int(problem.need.sum())
    if served < needed:
        asked = int(problem.need[inside].sum())
        return GroupShort(
            items=inside.tolist(),
            workers=np.flatnonzero(room[:, inside].any(axis=1)).tolist(),
            needed=asked,
            capacity=asked - (needed - served),
            short=needed - served,
        )
    inside, served = _cut(problem.floors, room, problem.need)
    floors = int(problem.floors[inside].sum())
    return FloorUnreachable(
        workers=inside.tolist(),
        floors=floors,
        reachable=floors - (int(problem.floors.sum()) - served),
        short=int(problem.floors.sum()) - served,
    )


def _cut(supply: Ints, room: Mask, capacity: Ints) -> tuple[Ints, int]:
    """Return the givers that starve together (the source side of a minimum cut) and the largest flow."""
    from ortools.graph.python import max_flow  # noqa: PLC0415 - keeps OR-Tools out of web workers

    givers, takers = room.shape
    source, sink = givers + takers, givers + takers + 1
    giver, taker = np.nonzero(room)
    tails = np.concatenate([np.full(givers, source), giver, givers + np.arange(takers)])
    heads = np.concatenate([np.arange(givers), givers + taker, np.full(takers, sink)])
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(
        tails.astype(np.int32),
        heads.astype(np.int32),
        np.concatenate([supply, np.ones_like(giver), capacity]),
    )
    flow.solve(source, sink)
    side = np.array(flow.get_source_side_min_cut(), dtype=np.int64)
    return side[side < givers], int(flow.optimal_flow())
