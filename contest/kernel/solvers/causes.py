"""Why no assignment keeps all bounds, named so that somebody can mend it."""

from __future__ import annotations

import numpy as np

from contest.kernel.errors import DomainError
from contest.kernel.solvers.problem import Ints, Mask, Problem


class Infeasible(DomainError):
    """No assignment keeps all bounds. `params` name workers and items by their row and column indices."""

    code = "assignment_infeasible"


class TooFewEligible(Infeasible):
    """`item` needs `needed` workers, only `eligible` may take it; `others` more items suffer the same."""

    code = "assignment_too_few_eligible"


class TooFewUnderRules(Infeasible):
    """`item` needs `needed` workers; the rules on panels leave `eligible` at a time. `others` more suffer the same."""

    code = "assignment_too_few_under_rules"


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


class RulesShort(Infeasible):
    """Loads and conflicts alone could be kept, but not together with the rules on panels."""

    code = "assignment_rules_short"


def refuse_the_obvious(problem: Problem) -> None:
    """Raise the causes one can see without a flow, the most local first."""
    if (problem.floors_asked > problem.caps_asked).any():
        worker = int(np.argmax(problem.floors_asked > problem.caps_asked))
        raise FloorAboveCap(
            worker=worker, floor=int(problem.floors_asked[worker]), cap=int(problem.caps_asked[worker])
        )
    need, kept = problem.need, problem.pinned.sum(axis=0)
    _refuse_starved(TooFewEligible, need, problem.open.sum(axis=0), kept)
    _refuse_starved(TooFewUnderRules, need, _most_under_rules(problem), kept)
    needed, capacity = int(need.sum()), int(np.minimum(problem.caps, problem.open.sum(axis=1)).sum())
    if capacity < needed:
        done = int(kept.sum())
        raise CapacityShort(needed=needed + done, capacity=capacity + done, short=needed - capacity)
    floors = int(problem.floors.sum())
    if floors > needed:
        raise FloorsExceedDemand(floors=floors, needed=needed, excess=floors - needed)


def _refuse_starved(refusal: type[Infeasible], need: Ints, eligible: Ints, kept: Ints) -> None:
    starved = np.flatnonzero(need > eligible)
    if starved.size:
        item = int(starved[0])
        raise refusal(
            item=item,
            needed=int(need[item] + kept[item]),
            eligible=int(eligible[item] + kept[item]),
            others=starved.size - 1,
        )


def _most_under_rules(problem: Problem) -> Ints:
    """Return [items] how many workers an item can have at once: exact for a rule alone, a bound for several."""
    most = problem.open.sum(axis=0)
    for rule in problem.rules:
        inside = problem.open[rule.workers].sum(axis=0)
        most = np.minimum(most, problem.open[~rule.workers].sum(axis=0) + np.minimum(inside, rule.room))
    return most


def cause(problem: Problem) -> Infeasible:
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
    floors, all_floors = int(problem.floors[inside].sum()), int(problem.floors.sum())
    if served < all_floors:
        short = all_floors - served
        return FloorUnreachable(workers=inside.tolist(), floors=floors, reachable=floors - short, short=short)
    return RulesShort()


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
