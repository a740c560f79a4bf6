"""The largest total as a min-cost flow over the full matrix: a proved optimum, never the best of a candidate list."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from contest.kernel.solvers.causes import cause
from contest.kernel.solvers.problem import Floats, Ints, Mask, Problem, Rule


def scale_of(largest: float, nodes: int) -> float:
    """Return the power of two that turns affinities into integer costs.

    Multiplying by it is exact in floating point, so only rounding to an integer loses anything: at most half
    a unit per pair, which the bound accounts for. The solver's node potentials stay below 3·nodes² times
    the largest cost; the scale is the largest that keeps this inside 62 bits (2³³ units at 12,500 nodes).
    """
    room = 62 - math.log2(3 * (nodes + 1) ** 2)
    return float(2.0 ** math.floor(min(room, 45) - math.log2(max(largest, 2.0**-500))))


def nested(rules: Sequence[Rule]) -> bool:
    """Say whether any two rules are disjoint or one inside the other: then a flow can keep them."""
    if not rules:
        return True
    members = np.array([rule.workers for rule in rules], dtype=np.int64)
    common, sizes = members @ members.T, members.sum(axis=1)
    return bool(((common == 0) | (common == np.minimum.outer(sizes, sizes))).all())


def largest_total(problem: Problem, value: Floats | None = None) -> tuple[Mask, float]:
    """Return the chosen open pairs and the most that rounding may have hidden in the total.

    `value` [workers, items] takes the place of the affinities. Rules must be nested. Raises the cause when no
    assignment keeps the bounds.
    """
    values = problem.affinity if value is None else value
    chosen = np.zeros_like(problem.open)
    if not problem.need.any():
        return chosen, 0.0
    worker, item = np.nonzero(problem.open)
    worth = values[worker, item]
    gates = _Gates(problem)
    scale = scale_of(float(np.abs(worth).max()), sum(problem.open.shape) + 1 + gates.count)
    cost = np.rint(-worth * scale)
    taken = _taken(problem, gates, worker, item, cost.astype(np.int64))
    chosen[worker[taken], item[taken]] = True
    return chosen, float(np.abs(worth * scale + cost).max() / scale * taken.sum())


class _Gates:
    """Nodes between an item and workers of one rule, where the rule could be broken at all.

    `entry` [workers, items] is the node from which a worker is reached; `arcs` lead from wider gates to narrower.
    """

    def __init__(self, problem: Problem) -> None:
        workers, items = problem.open.shape
        first = workers + items + 1
        self.entry = np.broadcast_to(workers + np.arange(items), (workers, items)).copy()
        tails, heads, rooms = [], [], []
        self.count = 0
        # The widest rules first: a narrower gate hangs on the one around it.
        for rule in sorted(problem.rules, key=lambda rule: (-int(rule.workers.sum()), tuple(-rule.room))):
            inside = problem.open[rule.workers].sum(axis=0)
            gated = np.flatnonzero((inside > rule.room) & (problem.need > rule.room))
            nodes = first + self.count + np.arange(gated.size)
            self.count += gated.size
            someone = int(np.argmax(rule.workers)) if rule.workers.any() else 0
            tails.append(self.entry[someone, gated])
            heads.append(nodes)
            rooms.append(rule.room[gated])
            self.entry[np.ix_(rule.workers, gated)] = nodes
        self.arcs = tuple(np.concatenate([*many, np.zeros(0, np.int64)]) for many in (tails, heads, rooms))


def _taken(problem: Problem, gates: _Gates, worker: Ints, item: Ints, cost: Ints) -> Mask:
    """Return which of the open pairs (worker, item) a cheapest flow uses; raise the cause when there is none.

    Items supply what they need; a worker's node keeps its floor as demand and passes the rest on to the sink,
    so no big reward for floors is weighed against affinities.
    """
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - keeps OR-Tools out of web workers

    workers, items = problem.open.shape
    sink = workers + items
    rows, to_sink = np.arange(workers, dtype=np.int32), np.full(workers, sink, dtype=np.int32)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        gates.entry[worker, item].astype(np.int32), worker.astype(np.int32), np.ones_like(cost), cost
    )
    room = problem.caps - problem.floors
    flow.add_arcs_with_capacity_and_unit_cost(rows, to_sink, room, np.zeros_like(room))
    tails, heads, rooms = gates.arcs
    flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), rooms, np.zeros_like(rooms)
    )
    above_floors = problem.need.sum() - problem.floors.sum()
    supplies = np.concatenate(
        [-problem.floors, problem.need, [-above_floors], np.zeros(gates.count, np.int64)]
    )
    flow.set_nodes_supplies(np.arange(supplies.size, dtype=np.int32), supplies)
    status = flow.solve()
    if status == flow.INFEASIBLE:
        raise cause(problem)
    if status != flow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended with {status}")
    taken: Mask = flow.flows(arcs) > 0
    return taken
