"""Better panels by exchanging workers: the worst item is lifted first, then the total grows at that level.

Every step keeps all bounds: two items swap a worker each (loads stay), or an item changes to a worker with room.
"""

from __future__ import annotations

import copy
import time

import numpy as np

from contest.kernel.solvers.problem import Floats, Ints, Mask, Problem

EPSILON = 1e-9


class Exchange:
    """A finished choice that is being improved; `chosen` are the pairs beside the pinned ones."""

    def __init__(self, problem: Problem, chosen: Mask) -> None:
        self.problem = problem
        item, worker = np.nonzero(chosen.T)
        self.item, self.worker = item, worker
        self.value: Floats = problem.affinity[worker, item]
        items = problem.need.size
        self.starts = np.searchsorted(item, np.arange(items + 1))
        self.sums: Floats = problem.pinned_sums + np.bincount(item, weights=self.value, minlength=items)
        self.loads: Ints = np.bincount(worker, minlength=problem.caps.size)
        self.free: Mask = problem.open & ~chosen
        self.undecided = problem.undecided
        rules = problem.rules
        self.members: Mask = np.array([rule.workers for rule in rules], dtype=np.bool_).reshape(
            len(rules), problem.caps.size
        )
        self.left: Ints = np.array(
            [rule.room - chosen[rule.workers].sum(axis=0) for rule in rules], dtype=np.int64
        ).reshape(len(rules), items)

    @property
    def worst(self) -> float:
        """Return the smallest sum of an item that was to be decided."""
        return float(self.sums[self.undecided].min())

    def chosen(self) -> Mask:
        """Return the choice as it stands."""
        chosen = np.zeros_like(self.problem.open)
        chosen[self.worker, self.item] = True
        return chosen

    def copy(self) -> Exchange:
        """Return the state as it is now, to come back to."""
        kept = copy.copy(self)
        for name in ("worker", "value", "sums", "loads", "free", "left"):
            setattr(kept, name, getattr(self, name).copy())
        return kept

    def lift(self, target: float, until: float) -> bool:
        """Raise items below `target` one after the other, never lowering another below the one raised.

        Returns whether all reached it. Ends when none can be raised, or when the clock passes `until`.
        """
        stuck: set[int] = set()
        while time.monotonic() < until:
            sums = self.sums[self.undecided]
            low = self.undecided[sums < target - EPSILON]
            low = low[np.argsort(self.sums[low], kind="stable")]
            waiting = [item for item in low.tolist() if item not in stuck]
            if not waiting:
                return not low.size
            progressed = False
            for item in waiting:
                while self.sums[item] < target - EPSILON and self._raise(item, target):
                    progressed = True
                if self.sums[item] < target - EPSILON:
                    stuck.add(item)
                if time.monotonic() > until:
                    return False
            if progressed:
                stuck.clear()
        return False

    def enrich(self, floor: float, until: float) -> None:
        """Enlarge the total by exchanges that leave both items at `floor` or above, until none is found."""
        improved = True
        while improved:
            improved = False
            best = np.where(self.free, self.problem.affinity, -np.inf).max(axis=0)
            for place in np.argsort(self.value - best[self.item], kind="stable").tolist():  # who misses most
                if time.monotonic() > until:
                    return
                improved |= self._improve(place, floor)

    def _raise(self, item: int, target: float) -> bool:
        best, move = (float(self.sums[item]) + EPSILON, -np.inf), None
        for place in range(self.starts[item], self.starts[item + 1]):
            mine, theirs, valid = self._offers(place)
            reach = np.where(valid, np.minimum(np.minimum(mine, theirs), target), -np.inf)
            found = self._best(reach, mine + theirs - self.sums[self.item])
            if found and found[0] > best:
                best, move = found[0], (place, found[1], True)
            mine, valid = self._changes(place)
            found = self._best(np.where(valid, np.minimum(mine, target), -np.inf), mine)
            if found and found[0] > best:
                best, move = found[0], (place, found[1], False)
        if move is None:
            return False
        (self._swap if move[2] else self._change)(move[0], move[1])
        return True

    def _improve(self, place: int, floor: float) -> bool:
        before = self.sums[self.item[place]]
        mine, theirs, valid = self._offers(place)
        gain = mine - before + theirs - self.sums[self.item]
        gain[~(valid & (mine >= floor - EPSILON) & (theirs >= floor - EPSILON))] = -np.inf
        other = int(np.argmax(gain))
        if gain[other] > EPSILON:
            self._swap(place, other)
            return True
        mine, valid = self._changes(place)
        gain = np.where(valid, mine - before, -np.inf)
        worker = int(np.argmax(gain))
        if gain[worker] > EPSILON:
            self._change(place, worker)
            return True
        return False

    @staticmethod
    def _best(reach: Floats, gain: Floats) -> tuple[tuple[float, float], int] | None:
        """Return ((reach, gain), place) of the offer that reaches furthest, the most gainful among equals."""
        furthest = float(reach.max(initial=-np.inf))
        if furthest == -np.inf:
            return None
        among = np.flatnonzero(reach >= furthest - EPSILON)
        place = int(among[np.argmax(gain[among])])
        return (furthest, float(gain[place])), place

    def _offers(self, place: int) -> tuple[Floats, Floats, Mask]:
        """Return for a swap of `place` with every pair: sums of this and the other item, and whether it may be."""
        item, worker = int(self.item[place]), int(self.worker[place])
        affinity = self.problem.affinity
        mine = self.sums[item] - self.value[place] + affinity[:, item][self.worker]
        theirs = self.sums[self.item] - self.value + affinity[worker][self.item]
        valid = self._welcome(item, worker)[self.worker] & self.free[worker][self.item]
        for rule in np.flatnonzero(self.members[:, worker]):
            valid &= self.members[rule][self.worker] | (self.left[rule] > 0)[self.item]
        return mine, theirs, valid

    def _changes(self, place: int) -> tuple[Floats, Mask]:
        """Return for every worker in place of this one: the item's sum, and whether it may be."""
        item, worker = int(self.item[place]), int(self.worker[place])
        mine = self.sums[item] - self.value[place] + self.problem.affinity[:, item]
        if self.loads[worker] <= self.problem.floors[worker]:
            return mine, np.zeros(mine.size, dtype=np.bool_)
        return mine, self._welcome(item, worker) & (self.loads < self.problem.caps)

    def _welcome(self, item: int, leaving: int) -> Mask:
        """Return [workers] who may take the item when `leaving` leaves it."""
        welcome: Mask = self.free[:, item].copy()
        for rule in np.flatnonzero((self.left[:, item] <= 0) & ~self.members[:, leaving]):
            welcome &= ~self.members[rule]
        return welcome

    def _swap(self, place: int, other: int) -> None:
        ours, theirs = int(self.worker[place]), int(self.worker[other])
        self._put(place, theirs)
        self._put(other, ours)

    def _change(self, place: int, worker: int) -> None:
        self.loads[self.worker[place]] -= 1
        self.loads[worker] += 1
        self._put(place, worker)

    def _put(self, place: int, worker: int) -> None:
        item, before = int(self.item[place]), int(self.worker[place])
        self.free[before, item], self.free[worker, item] = True, False
        value = float(self.problem.affinity[worker, item])
        self.sums[item] += value - self.value[place]
        self.value[place], self.worker[place] = value, worker
        self.left[:, item] += self.members[:, before].astype(np.int64) - self.members[:, worker]
