"""Places under capacity: winners are given counterparts, first as many as can be, then the best by score.

The order is lexicographic and exact: the least shortfall below what each winner is wanted to have, then (in a repair)
the most pairs that stand already, then the largest score. Scores are whole millionths, so that a min-cost flow in
integers decides ties by arithmetic and never by rounding. The result carries its own proof: in the flow's residual
network no path leads from an unserved winner to a free place, and no exchange has a negative cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contest.kernel.solvers.problem import Floats, Ints, Mask

UNIT = 1_000_000  # of a score; recommendations round to six digits
FAR = np.int64(2**60)
MOST_SCORE = 1_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """What is asked. `scores`, `forbidden`, `pinned`, `standing` are [winners, places]; `wanted` [winners]; `room`
    [places]. Pinned pairs are kept, even beyond `wanted` or `room`, and count towards both. `standing` pairs are kept
    where that costs no shortfall.
    """

    scores: Floats
    forbidden: Mask
    pinned: Mask
    standing: Mask
    wanted: Ints
    room: Ints

    @property
    def need(self) -> Ints:
        return np.maximum(self.wanted - self.pinned.sum(axis=1), 0)

    @property
    def free(self) -> Ints:
        return np.maximum(self.room - self.pinned.sum(axis=0), 0)

    @property
    def open(self) -> Mask:
        return ~self.forbidden & ~self.pinned


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """`chosen` [winners, places] holds pinned pairs too. `score` in millionths, of all of them.

    `kept`: pairs of `standing` that stay. `proved`: the residual network has been searched for anything better.
    """

    chosen: Mask
    shortfall: int
    kept: int
    score: int
    proved: bool

    @property
    def order(self) -> tuple[int, int, int]:
        """What is compared: less shortfall, then more kept, then more score; larger is better."""
        return -self.shortfall, self.kept, self.score


@dataclass(frozen=True, slots=True, eq=False)
class Price:
    """What one more place at `place` gives: `shortfall` less (0 or 1), and `score` more in millionths."""

    place: int
    shortfall: int
    score: int


def places_of(
    scores: Floats,
    forbidden: Mask,
    *,
    wanted: int | Ints,
    room: Ints,
    pinned: Mask | None = None,
    standing: Mask | None = None,
) -> Places:
    """Return the question; raise ValueError on malformed input (shapes, NaN, negative bounds, pinned and forbidden)."""
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 2 or not np.isfinite(values).all() or (np.abs(values) > MOST_SCORE).any():
        raise ValueError("scores must be a finite matrix of winners by places")
    none = np.zeros(values.shape, dtype=np.bool_)
    kept = none if pinned is None else np.asarray(pinned, dtype=np.bool_)
    stands = none if standing is None else np.asarray(standing, dtype=np.bool_)
    banned = np.asarray(forbidden, dtype=np.bool_)
    if not kept.shape == stands.shape == banned.shape == values.shape:
        raise ValueError("masks must have the shape of the scores")
    if (banned & kept).any():
        raise ValueError("a pair is both pinned and forbidden")
    asked = np.broadcast_to(np.asarray(wanted, dtype=np.int64), values.shape[:1])
    rooms = np.broadcast_to(np.asarray(room, dtype=np.int64), values.shape[1:])
    if (asked < 0).any() or (rooms < 0).any():
        raise ValueError("bounds must not be negative")
    return Places(values, banned, kept, stands, asked, rooms)


def place(asked: Places) -> Placing:
    """Return the best placing by shortfall, then kept pairs, then score. The same input gives the same answer."""
    made = _flow(asked)
    return placing_of(asked, made, _Network(asked, made).nothing_better())


def placing_of(asked: Places, made: Mask, proved: bool) -> Placing:
    """Return what pairs made besides the pinned ones come to."""
    chosen = made | asked.pinned
    return Placing(
        chosen=chosen,
        shortfall=int(np.maximum(asked.wanted - chosen.sum(axis=1), 0).sum()),
        kept=int((chosen & asked.standing).sum()),
        score=int(units_of(asked)[chosen].sum()),
        proved=proved,
    )


def prices(asked: Places, placing: Placing) -> list[Price]:
    """Return what one more place would give wherever it would give anything, the most valuable first.

    Read off the residual network in two searches for all places at once; `place` on the widened question tells the
    same and names who gains.
    """
    found = _Network(asked, placing.chosen & ~asked.pinned).gains()
    ordered = sorted(found, key=lambda price: (-price.shortfall, -price.score, price.place))
    return [price for price in ordered if price.shortfall or price.score > 0]


def widened(asked: Places, at: int, by: int = 1) -> Places:
    """Return the question with more room at one place."""
    room = asked.room.copy()
    # Pinned pairs may stand beyond the room already: one more place is one more than they take.
    room[at] = max(int(room[at]), int(asked.pinned[:, at].sum())) + by
    return Places(asked.scores, asked.forbidden, asked.pinned, asked.standing, asked.wanted, room)


def units_of(asked: Places) -> Ints:
    """Return the scores in whole millionths."""
    units: Ints = np.rint(asked.scores * UNIT).astype(np.int64)
    return units


def _costs(asked: Places) -> Ints:
    """Return [winners, places] what a pair costs: less for a higher score, and less by more than all for a kept one."""
    units = units_of(asked)
    most = int(np.abs(units).max(initial=0)) * max(int(asked.need.sum()), 1)
    bonus = 2 * most + 1 if asked.standing.any() else 0
    costs: Ints = -units - bonus * asked.standing
    return costs


def _flow(asked: Places) -> Mask:
    """Return the pairs of a cheapest among the largest flows: winners to the places open to them."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - keeps OR-Tools out of web workers

    chosen = np.zeros_like(asked.open)
    need, free = asked.need, asked.free
    winner, at = np.nonzero(asked.open & (need > 0)[:, None] & (free > 0)[None, :])
    if not winner.size:
        return chosen
    winners, many = asked.scores.shape
    source, sink = winners + many, winners + many + 1
    flow = min_cost_flow.SimpleMinCostFlow()

    def arcs(tails: Ints, heads: Ints, rooms: Ints, costs: Ints) -> Ints:
        added: Ints = flow.add_arcs_with_capacity_and_unit_cost(
            tails.astype(np.int32), heads.astype(np.int32), rooms, costs
        )
        return added

    pairs = arcs(winner, winners + at, np.ones_like(winner), _costs(asked)[winner, at])
    arcs(np.full(winners, source), np.arange(winners), need, np.zeros_like(need))
    arcs(winners + np.arange(many), np.full(many, sink), free, np.zeros_like(free))
    total = int(need.sum())
    flow.set_nodes_supplies(np.array([source, sink], dtype=np.int32), np.array([total, -total]))
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended with {status}")
    taken = flow.flows(pairs) > 0
    chosen[winner[taken], at[taken]] = True
    return chosen


class _Network:
    """The residual network of a placing: what could still be moved, and at what cost."""

    def __init__(self, asked: Places, made: Mask) -> None:
        costs = _costs(asked)
        self.there = np.where(asked.open & ~made, costs, FAR)  # a winner takes one more place
        self.back = np.where(made, -costs, FAR)  # a place lets a winner go
        self.hungry = asked.need - made.sum(axis=1) > 0
        self.served = made.any(axis=1)
        self.room = asked.free - made.sum(axis=0) > 0
        self.taken = made.any(axis=0)
        self.bonus = int(-(costs + units_of(asked)).min(initial=0))

    def nothing_better(self) -> bool:
        """Say whether no unserved winner reaches a free place and no exchange lowers the cost."""
        reach, _ = self.distances(from_source=True)
        if reach is None or (reach[self.room] < FAR).any():
            return False
        moved, cycle = self.distances(from_source=False)
        return moved is not None and not cycle

    def gains(self) -> list[Price]:
        new, _ = self.distances(from_source=True)
        other, _ = self.distances(from_source=False)
        assert new is not None
        assert other is not None
        found = []
        for at in range(self.room.size):
            if self.room[at]:
                continue
            if new[at] < FAR:
                found.append(Price(at, 1, self._score(-int(new[at]))))
            elif other[at] < 0:
                found.append(Price(at, 0, self._score(-int(other[at]))))
        return found

    def _score(self, gain: int) -> int:
        """Return the score of a gain, less what kept pairs weigh in it."""
        return gain - self.bonus * round(gain / self.bonus) if self.bonus else gain

    def distances(self, *, from_source: bool) -> tuple[Ints | None, bool]:
        """Return [places] the cheapest way to each: from a winner still in need, or from a place that gives one up.

        None where a negative cycle keeps the search from ending. The flag says that the sink's own way is negative.
        """
        to_place = np.full(self.room.size, FAR)
        to_winner = np.full(self.hungry.size, FAR)
        if from_source:
            to_winner[self.hungry] = 0
        else:
            to_place[self.taken] = 0  # the sink takes a unit back from any place that holds one
            # A full winner may pass its place on; one still in need may take one more without giving any up.
        for _ in range(2 * (self.room.size + self.hungry.size) + 2):
            over = (to_place[None, :] + self.back).min(axis=1, initial=FAR)
            next_winner = np.minimum(to_winner, np.where(over >= FAR // 2, FAR, over))
            if not from_source:
                next_winner = self._through_source(next_winner)
            onto = (next_winner[:, None] + self.there).min(axis=0, initial=FAR)
            next_place = np.minimum(to_place, np.where(onto >= FAR // 2, FAR, onto))
            if (next_winner == to_winner).all() and (next_place == to_place).all():
                sinks = not from_source and bool((to_place[self.room] < 0).any())
                return to_place, sinks
            to_winner, to_place = next_winner, next_place
        return None, True

    def _through_source(self, to_winner: Ints) -> Ints:
        """Let a served winner give its unit to one in need: the flow stays as large."""
        if not (self.served & (to_winner < FAR)).any() or not self.hungry.any():
            return to_winner
        least = to_winner[self.served].min()
        return np.minimum(to_winner, np.where(self.hungry, least, FAR))
