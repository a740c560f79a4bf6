"""A situation and scores become a plan, its figures, and what a change would cost. Never in a web process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import matching.assignment.domain as rules
from matching.assignment.domain import Method, Pair, Situation, Terms
from matching.introductions.domain import Side

if TYPE_CHECKING:
    from contest.kernel.solvers.placing import Placing
    from contest.kernel.solvers.problem import Mask
    from contest.kernel.solvers.spacing import Spaces, Widening

SHOWN = 6  # so many prices are verified by solving anew and shown
Scores = Mapping[UUID, Mapping[UUID, float]]


@dataclass(frozen=True, slots=True)
class Planned:
    """One pair of a plan. `place`: the profile's place in the winner's list by score."""

    pair: Pair
    score: float | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan: its pairs, and its outcome as JSON."""

    pairs: list[Planned]
    outcome: dict[str, Any]


def solved(now: Situation, scores: Scores, terms: Terms) -> Solved:
    """Return the plan the terms ask for. Raises NobodyToPlace, PinBeyondRoom, PinBeyondSpace."""
    if not now.winners or not now.room:
        raise rules.NobodyToPlace(winners=len(now.winners), profiles=len(now.room))
    rules.ensure_room(now)
    return _Question(now, scores, terms).answer()


def _some_of_both(found: Sequence[Widening]) -> list[Widening]:
    """Return the first SHOWN, of those that ask for space and of those that ask for a place alone as many."""
    spacious = [by for by in found if by.space]
    others = [by for by in found if not by.space]
    half = SHOWN // 2
    return [*spacious[: max(half, SHOWN - len(others))], *others[: max(half, SHOWN - len(spacious))]]


class _Question:
    """Rows are winners, columns profiles, in a fixed order."""

    def __init__(self, now: Situation, scores: Scores, terms: Terms) -> None:
        self.now, self.scores, self.terms = now, scores, terms
        self.winners = sorted(now.winners)
        self.profiles = sorted(now.room)
        self.row = {winner: number for number, winner in enumerate(self.winners)}
        self.column = {profile: number for number, profile in enumerate(self.profiles)}
        self.question = self.asked(now)
        self.stable = terms.method is Method.STABLE

    def asked(self, now: Situation) -> Spaces:
        """Return the question in numbers: a pair without a score may only stand if it was agreed or pinned."""
        import numpy as np  # noqa: PLC0415 - numpy stays out of web workers

        from contest.kernel.solvers.placing import places_of  # noqa: PLC0415 - as above
        from contest.kernel.solvers.spacing import ANY, spaces_of  # noqa: PLC0415 - as above

        values = np.zeros((len(self.winners), len(self.profiles)))
        known = np.zeros(values.shape, dtype=np.bool_)
        for winner, line in self.scores.items():
            for profile, score in line.items():
                if winner in self.row and profile in self.column:
                    values[self.row[winner], self.column[profile]] = score
                    known[self.row[winner], self.column[profile]] = True
        kept = self.mask(now.kept)
        places = places_of(
            values,
            (~known | self.mask(now.closed)) & ~kept,
            wanted=self.terms.each,
            room=np.array([now.room[profile] for profile in self.profiles]),
            pinned=kept,
            standing=self.mask(now.standing | now.kept) & (known | kept),
        )
        return spaces_of(
            places,
            np.array([now.need.get(winner, 0) for winner in self.winners]),
            np.array([now.space.get(profile, ANY) for profile in self.profiles]),
        )

    def mask(self, pairs: Iterable[Pair]) -> Mask:
        import numpy as np  # noqa: PLC0415 - as above

        found = np.zeros((len(self.winners), len(self.profiles)), dtype=np.bool_)
        for pair in pairs:
            if pair.project_id in self.row and pair.profile_id in self.column:
                found[self.row[pair.project_id], self.column[pair.profile_id]] = True
        return found

    def answer(self) -> Solved:
        from contest.kernel.solvers.placing import UNIT  # noqa: PLC0415 - as above
        from contest.kernel.solvers.spacing import place_within, tight  # noqa: PLC0415 - as above

        places = self.question.places
        if self.stable:
            found, bound = self.settled(self.question)
            # What it is compared with is never worse than itself, also where the best could not be proved.
            best = place_within(self.question, starts=[found.chosen])
        else:
            found = best = place_within(self.question)
            bound = tight(self.question, best.chosen)
        outcome = {
            "winners": len(self.winners),
            "profiles": len(self.profiles),
            "wanted": int(places.wanted.sum()),
            "room": int(places.room.sum()),
            "pairs": int(found.chosen.sum()),
            "shortfall": found.shortfall,
            "short_winners": int((found.chosen.sum(axis=1) < places.wanted).sum()),
            "score": found.score / UNIT,
            "best_shortfall": best.shortfall,
            "best_score": best.score / UNIT,
            "proved": best.proved,
            "stable": self.stable,
            "space": self.space(found, bound),
            "prices": self.prices(found, bound),
            "wishes": self.wishes(found),
        }
        return Solved(self.planned(found), outcome)

    def space(self, found: Placing, bound: Sequence[int]) -> dict[str, Any]:
        """Return what the spaces come to: m² there are and taken where they are stated, and where they bind.

        `tight`: profiles whose places cannot all be filled for want of space -> how many are left.
        """
        from contest.kernel.solvers.spacing import ANY  # noqa: PLC0415 - as above

        stated = self.question.space < ANY
        left = self.question.places.room - found.chosen.sum(axis=0)
        return {
            "stated": int(stated.sum()),
            "of": int(self.question.space[stated].sum()),
            "taken": int(self.question.taken(found.chosen)[stated].sum()),
            "tight": {str(self.profiles[at]): int(left[at]) for at in bound},
        }

    def settled(self, asked: Spaces) -> tuple[Placing, list[int]]:
        """Return the stable result, and the columns whose places went down for want of space.

        Pinned pairs stand aside, what waits for an answer stays where there is room.
        """
        from contest.kernel.solvers.placing import placing_of  # noqa: PLC0415 - as above
        from contest.kernel.solvers.spacing import ANY  # noqa: PLC0415 - as above
        from contest.kernel.solvers.stable import Sides, blocking, settle_within  # noqa: PLC0415 - as above

        free = {
            str(profile): int(asked.free[column])
            for profile, column in self.column.items()
            if asked.space[column] < ANY
        }
        takes = {str(winner): int(asked.takes[row]) for winner, row in self.row.items()}
        sides = Sides(*self.orders(asked), *self.bounds(asked))
        found, lowered = settle_within(sides, takes, free)
        assert blocking(lowered, found) == []
        pairs = [Pair(UUID(winner), UUID(one)) for winner, profiles in found.items() for one in profiles]
        down = [self.column[UUID(one)] for one, room in sides.room.items() if lowered.room[one] < room]
        return placing_of(asked.places, self.mask(pairs), True), down

    def orders(self, asked: Spaces) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
        """Return whom each winner likes, best first, and where each profile ranks it.

        First what waits for an answer, then the named preferences in their order, then the others by score.
        """
        open_ = asked.places.open & asked.fits
        likes, ranks = {}, {}
        for winner, row in self.row.items():
            named = self.named(Side.PROJECT, winner, lambda pair: pair.profile_id)
            able = [profile for profile, column in self.column.items() if open_[row, column]]
            likes[str(winner)] = [
                str(one) for one in sorted(able, key=lambda one: self.rank(named, one, Pair(winner, one)))
            ]
        for profile, column in self.column.items():
            named = self.named(Side.PROFILE, profile, lambda pair: pair.project_id)
            able = [winner for winner, row in self.row.items() if open_[row, column]]
            ordered = sorted(able, key=lambda one: self.rank(named, one, Pair(one, profile)))
            ranks[str(profile)] = {str(winner): place for place, winner in enumerate(ordered)}
        return likes, ranks

    def named(self, side: Side, key: UUID, other: Callable[[Pair], UUID]) -> dict[UUID, int]:
        pairs = self.now.preferences.get(f"{side}:{key}", ())
        return {other(pair): place for place, pair in enumerate(pairs)}

    def rank(self, named: Mapping[UUID, int], one: UUID, pair: Pair) -> tuple[Any, ...]:
        waits = pair in self.now.standing
        score = self.scores.get(pair.project_id, {}).get(pair.profile_id, 0.0)
        return (not waits, named.get(one, len(named)), -score, str(one))

    def bounds(self, asked: Spaces) -> tuple[dict[str, int], dict[str, int]]:
        need, free = asked.places.need, asked.places.free
        wanted = {str(winner): int(need[row]) for winner, row in self.row.items()}
        room = {str(profile): int(free[column]) for profile, column in self.column.items()}
        return wanted, room

    def again(self, asked: Spaces, *starts: Mask) -> Placing:
        """Solve a question that differs a little; `starts` are good answers where they are possible at all."""
        from contest.kernel.solvers.spacing import EFFORT_AGAIN, place_within  # noqa: PLC0415 - as above

        if self.stable:
            return self.settled(asked)[0]
        return place_within(asked, effort=EFFORT_AGAIN, starts=starts)

    def prices(self, found: Placing, bound: Sequence[int]) -> list[dict[str, Any]]:
        """Return what a little more room is worth where it is worth most, each solved anew, and to whom."""
        from contest.kernel.solvers.spacing import let_in, widen  # noqa: PLC0415 - as above

        told = []
        for by in _some_of_both(self.widenings(found, bound)):
            came = let_in(self.question, found.chosen, by)
            more = self.again(widen(self.question, by), found.chosen, came)
            change = self.change(found, more)
            if change["pairs"] > 0 or (change["pairs"] == 0 and change["score"] > 0):
                told.append(
                    {
                        "profile": str(self.profiles[by.place]),
                        "places": by.places,
                        "space": by.space,
                        "gains": self.gains(found, more),
                        **change,
                    }
                )
        return sorted(
            told, key=lambda one: (-one["pairs"], one["space"] if one["pairs"] else 0, -one["score"])
        )

    def widenings(self, found: Placing, bound: Sequence[int]) -> list[Widening]:
        """Return what room to try, the most promising first.

        Where no space keeps anybody out the flow's own prices tell what one more place is worth; else what would let
        in the winner that asks least of it.
        """
        from contest.kernel.solvers.placing import place, prices  # noqa: PLC0415 - as above
        from contest.kernel.solvers.spacing import Widening, widenings  # noqa: PLC0415 - as above

        places = self.question.places
        free = place(places)
        if self.question.holds(free.chosen) and not (self.stable and bound):
            return [Widening(price.place, 1, 0) for price in prices(places, free)]
        return widenings(self.question, found.chosen)

    def gains(self, before: Placing, after: Placing) -> list[dict[str, str]]:
        """Return who would have whom instead, the newcomers first."""
        moved = []
        for winner, row in self.row.items():
            was = [self.profiles[at] for at in (before.chosen[row] & ~after.chosen[row]).nonzero()[0]]
            gets = [self.profiles[at] for at in (after.chosen[row] & ~before.chosen[row]).nonzero()[0]]
            if gets:
                moved.append(
                    {"winner": str(winner), "gets": str(gets[0]), "instead": str(was[0]) if was else ""}
                )
        return sorted(moved, key=lambda one: (bool(one["instead"]), one["winner"]))[:SHOWN]

    def wishes(self, found: Placing) -> list[dict[str, Any]]:
        """Return what each of the office's pins and bars costs: what the plan would be without it."""
        now, told = self.now, []
        pins = [pair for pair in sorted(now.pinned) if pair in now.kept and pair not in now.agreed]
        bars = [pair for pair in sorted(now.barred) if pair not in now.refused and pair not in now.agreed]
        for pair in [*pins, *bars][: 2 * SHOWN]:
            without = replace(now, pinned=now.pinned - {pair}, barred=now.barred - {pair})
            told.append(
                {
                    "project": str(pair.project_id),
                    "profile": str(pair.profile_id),
                    **self.change(found, self.again(self.asked(without), found.chosen)),
                }
            )
        return told

    def change(self, before: Placing, after: Placing) -> dict[str, Any]:
        from contest.kernel.solvers.placing import UNIT  # noqa: PLC0415 - as above

        return {
            "pairs": before.shortfall - after.shortfall,
            "score": round((after.score - before.score) / UNIT, 6),
        }

    def planned(self, found: Placing) -> list[Planned]:
        pairs = []
        for row, column in zip(*found.chosen.nonzero(), strict=True):
            pair = Pair(self.winners[row], self.profiles[column])
            line = self.scores.get(pair.project_id, {})
            score = line.get(pair.profile_id)
            place = None if score is None else 1 + sum(other > score for other in line.values())
            pairs.append(Planned(pair, score, place))
        return pairs
