"""Places under two capacities: what a place holds in number, and the space that its winners take together.

The order of aims is that of `placing`, and it is kept exactly. A flow cannot keep sums of unequal sizes, so it goes
first as a relaxation: it may choose from every placing within the spaces and from others besides. Where its best one
happens to respect every space, nothing within the spaces is better, for that would be better for the flow, too; of
several equally good ones it is as good as any. Only where it does not, an integer programme decides (CP-SAT, in whole
numbers: one weighted sum in which no score outweighs a kept pair and no kept pair a winner served). It works by one
thread under a bound of deterministic time, so that the same question has the same answer however busy the machine is;
what it has not proved by then it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from contest.kernel.solvers.placing import FAR, Places, Placing, place, placing_of, units_of, widened
from contest.kernel.solvers.problem import Ints, Mask

ANY = np.int64(2**40)  # the space of a place that states none
# Deterministic time for a question, and for one that differs a little from it.
EFFORT, EFFORT_AGAIN = 1.0, 0.1
SECONDS = 30.0  # by the clock, for a machine on which that takes too long
MOST_WEIGHT = 2**61


@dataclass(frozen=True, slots=True, eq=False)
class Spaces:
    """What is asked. `takes` [winners]: the space each needs wherever it goes; `space` [places]: what there is.

    Both in whole units, ANY where a place states none. Pinned pairs are kept even beyond the space, and take from it.
    """

    places: Places
    takes: Ints
    space: Ints

    @property
    def free(self) -> Ints:
        """Return [places] the space that pinned pairs leave."""
        return np.maximum(self.space - self.taken(self.places.pinned), 0)

    @property
    def fits(self) -> Mask:
        """Return the pairs that fit where nobody but pinned ones is; no others can ever be."""
        mask: Mask = self.takes[:, None] <= self.free[None, :]
        return mask

    def taken(self, chosen: Mask) -> Ints:
        """Return [places] the space that pairs take."""
        taken: Ints = (chosen * self.takes[:, None]).sum(axis=0)
        return taken

    def holds(self, chosen: Mask) -> bool:
        """Say whether the pairs besides the pinned ones stay within every space."""
        return bool((self.taken(chosen & ~self.places.pinned) <= self.free).all())

    def admits(self, made: Mask) -> bool:
        """Say whether pairs made besides the pinned ones stay within all bounds."""
        places = self.places
        within = (made.sum(axis=1) <= places.need).all() and (made.sum(axis=0) <= places.free).all()
        return bool(within and not (made & ~places.open).any()) and self.holds(made)


@dataclass(frozen=True, slots=True)
class Widening:
    """What would let one more winner in at `place`: so many more `places`, so much more `space`.

    `winner`: who could come at once, None where others would have to move.
    """

    place: int
    places: int
    space: int
    winner: int | None = None


def spaces_of(places: Places, takes: Ints, space: Ints) -> Spaces:
    """Return the question; raise ValueError on malformed input (shapes, negative bounds)."""
    sizes, rooms = np.asarray(takes, dtype=np.int64), np.asarray(space, dtype=np.int64)
    if sizes.shape != places.wanted.shape or rooms.shape != places.room.shape:
        raise ValueError("takes and space must have one number for each winner and place")
    if (sizes < 0).any() or (rooms < 0).any():
        raise ValueError("spaces must not be negative")
    return Spaces(places, sizes, rooms)


def place_within(asked: Spaces, *, effort: float = EFFORT, starts: Sequence[Mask] = ()) -> Placing:
    """Return the best placing by shortfall, then kept pairs, then score, within places and spaces.

    `proved` is False where the bound of time came first: then it is the best that was found. `starts`: placings at
    hand; than those that are possible the answer is not worse.
    """
    able = replace(asked.places, forbidden=asked.places.forbidden | (~asked.fits & asked.places.open))
    relaxed = place(able)
    if asked.holds(relaxed.chosen):
        return relaxed
    begun = _packed(asked, able)
    at_hand = [made for start in starts if asked.admits(made := start & able.open)]
    begun = max([begun, *at_hand], key=lambda made: placing_of(able, made, False).order)
    return _Programme(asked, able).solved(begun, effort)


def widen(asked: Spaces, by: Widening) -> Spaces:
    """Return the question with more room at one place."""
    places = widened(asked.places, by.place, by.places) if by.places else asked.places
    space = asked.space.copy()
    # Pinned pairs may stand beyond the space already: more is more than they take.
    space[by.place] = max(int(space[by.place]), int(asked.taken(places.pinned)[by.place])) + by.space
    return Spaces(places, asked.takes, space)


def _given_up(asked: Spaces, chosen: Mask) -> Mask:
    """Return the pairs that may be given up for a better score."""
    mask: Mask = chosen & ~asked.places.pinned & ~asked.places.standing
    return mask


def let_in(asked: Spaces, chosen: Mask, by: Widening) -> Mask:
    """Return the placing in which the winner has come, and left the worst it had if it goes short of nothing."""
    if by.winner is None:
        return chosen
    moved, own = chosen.copy(), _given_up(asked, chosen)[by.winner]
    if chosen[by.winner].sum() >= asked.places.wanted[by.winner]:
        worst = np.argmin(np.where(own, units_of(asked.places)[by.winner], FAR))
        moved[by.winner, worst] = False
    moved[by.winner, by.place] = True
    return moved


class _Newcomers:
    """[winners, places] who would gain by coming where it is not: `gain` in millionths, `missing` in space.

    Nobody gains by giving up a pair that stands.
    """

    def __init__(self, asked: Spaces, chosen: Mask) -> None:
        places, units = asked.places, units_of(asked.places)
        worst = np.where(_given_up(asked, chosen), units, FAR).min(axis=1)[:, None]
        self.short = places.wanted - chosen.sum(axis=1) > 0
        self.gain = np.where(self.short[:, None], units, units - worst)
        wants = (places.wanted > 0)[:, None] & (self.short[:, None] | (self.gain > 0))
        self.would = places.open & ~chosen & wants
        there_is = np.maximum(asked.space, asked.taken(places.pinned))
        self.missing = np.maximum(asked.taken(chosen) + asked.takes[:, None] - there_is, 0)
        self.full = chosen.sum(axis=0) >= places.room


def widenings(asked: Spaces, chosen: Mask) -> list[Widening]:
    """Return for each place what would let in the winner that asks least of it among those who gain by coming.

    First the places where somebody is served who goes short, the least space first, then those where the score gains
    most. What each gives in truth only the widened question tells.
    """
    new, found = _Newcomers(asked, chosen), []
    kept_out = new.would & (new.full | (new.missing > 0))
    for at in np.flatnonzero(kept_out.any(axis=0)):
        able = np.flatnonzero(kept_out[:, at])
        one = able[np.lexsort((-new.gain[able, at], new.missing[able, at], ~new.short[able]))[0]]
        by = Widening(int(at), int(new.full[at]), int(new.missing[one, at]), int(one))
        short, gain = bool(new.short[one]), int(new.gain[one, at])
        found.append((not short, by.space if short else 0, -gain, by.space, by.place, by))
    return [by for *_, by in sorted(found, key=lambda item: item[:-1])]


def tight(asked: Spaces, chosen: Mask) -> list[int]:
    """Return the places with a place left in which none of those who would gain by coming fits."""
    new = _Newcomers(asked, chosen)
    fits = (new.would & (new.missing == 0)).any(axis=0)
    return [int(at) for at in np.flatnonzero(new.would.any(axis=0) & ~new.full & ~fits)]


def _packed(asked: Spaces, able: Places) -> Mask:
    """Return a good placing to begin with: flows again and again, of each the smallest that still fit stay."""
    made = np.zeros_like(able.open)
    left = asked.free
    while True:
        stays = made | able.pinned
        beyond = able.forbidden | (asked.takes[:, None] > left[None, :])
        more = place(replace(able, forbidden=beyond & ~stays, pinned=stays)).chosen & ~stays
        if not more.any():
            return made
        for at in np.flatnonzero(more.any(axis=0)):
            coming = np.flatnonzero(more[:, at])
            for one in coming[np.lexsort((-able.scores[coming, at], asked.takes[coming]))]:
                if asked.takes[one] <= left[at]:
                    made[one, at] = True
                    left[at] -= asked.takes[one]


class _Programme:
    """The integer programme over the pairs that may be."""

    def __init__(self, asked: Spaces, able: Places) -> None:
        self.asked, self.able = asked, able
        open_ = able.open & (able.need > 0)[:, None] & (able.free > 0)[None, :]
        self.winner, self.at = np.nonzero(open_)
        units = units_of(able)[open_]
        stands = able.standing[open_].astype(np.int64)
        # No sum of scores outweighs a kept pair, no number of kept pairs a winner served.
        most = int(np.abs(units).max(initial=0)) * max(int(able.need.sum()), 1)
        kept = 2 * most + 1
        served = kept * (int(stands.sum()) + 1)
        self.worth = [
            served + kept * int(stand) + int(unit) for stand, unit in zip(stands, units, strict=True)
        ]

    def solved(self, begun: Mask, effort: float) -> Placing:
        """Return the best that is found within the effort, at least what was begun with."""
        if sum(map(abs, self.worth)) > MOST_WEIGHT:
            return placing_of(self.able, begun, False)
        from ortools.sat.python import cp_model  # noqa: PLC0415 - keeps OR-Tools out of web workers

        model = cp_model.CpModel()
        made = [model.new_bool_var("") for _ in self.worth]
        self._bounds(model, np.array(made, dtype=object))
        for one, hint in zip(made, begun[self.winner, self.at], strict=True):
            model.add_hint(one, bool(hint))
        model.maximize(cp_model.LinearExpr.weighted_sum(made, self.worth))
        solver = cp_model.CpSolver()
        bounds = solver.parameters
        bounds.num_workers, bounds.linearization_level, bounds.random_seed = 1, 2, 1
        bounds.max_deterministic_time, bounds.max_time_in_seconds = effort, SECONDS
        bounds.absolute_gap_limit = 0  # by default it stops within a gap that it reckons in floating point
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return placing_of(self.able, begun, False)
        chosen = np.zeros_like(begun)
        taken = np.array([solver.boolean_value(one) for one in made])
        chosen[self.winner[taken], self.at[taken]] = True
        found = placing_of(self.able, chosen, status == cp_model.OPTIMAL)
        return max(found, placing_of(self.able, begun, False), key=lambda one: (one.order, one.proved))

    def _bounds(self, model: Any, made: Any) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - as above

        total, weighted = cp_model.LinearExpr.sum, cp_model.LinearExpr.weighted_sum
        need, free, space = self.able.need, self.able.free, self.asked.free
        sizes = self.asked.takes[self.winner]
        for row in np.unique(self.winner):
            model.add(total(list(made[self.winner == row])) <= int(need[row]))
        for at in np.unique(self.at):
            here = np.flatnonzero(self.at == at)
            model.add(total(list(made[here])) <= int(free[at]))
            if sizes[here].sum() > space[at]:
                model.add(weighted(list(made[here]), sizes[here].tolist()) <= int(space[at]))
