"""A situation and scores become a plan, its figures, and what a change would cost. Never in a web process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import matching.assignment.domain as rules
from matching.assignment.domain import Method, Pair, Situation, Terms
from matching.introductions.domain import Side

if TYPE_CHECKING:
    from contest.kernel.solvers.placing import Places, Placing
    from contest.kernel.solvers.problem import Mask

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
    """Return the plan the terms ask for. Raises NobodyToPlace, PinBeyondRoom."""
    if not now.winners or not now.room:
        raise rules.NobodyToPlace(winners=len(now.winners), profiles=len(now.room))
    for profile, load in sorted(rules.over_pinned(now).items()):
        raise rules.PinBeyondRoom(profile=str(profile), pinned=load, room=now.room.get(profile, 0))
    return _Question(now, scores, terms).answer()


class _Question:
    """Rows are winners, columns profiles, in a fixed order."""

    def __init__(self, now: Situation, scores: Scores, terms: Terms) -> None:
        self.now, self.scores, self.terms = now, scores, terms
        self.winners = sorted(now.winners)
        self.profiles = sorted(now.room)
        self.row = {winner: number for number, winner in enumerate(self.winners)}
        self.column = {profile: number for number, profile in enumerate(self.profiles)}
        self.places = self.asked(now)
        self.stable = terms.method is Method.STABLE

    def asked(self, now: Situation) -> Places:
        """Return the question in numbers: a pair without a score may only stand if it was agreed or pinned."""
        import numpy as np  # noqa: PLC0415 - numpy stays out of web workers

        from contest.kernel.solvers.placing import places_of  # noqa: PLC0415 - as above

        values = np.zeros((len(self.winners), len(self.profiles)))
        known = np.zeros(values.shape, dtype=np.bool_)
        for winner, line in self.scores.items():
            for profile, score in line.items():
                if winner in self.row and profile in self.column:
                    values[self.row[winner], self.column[profile]] = score
                    known[self.row[winner], self.column[profile]] = True
        kept = self.mask(now.kept)
        return places_of(
            values,
            (~known | self.mask(now.closed)) & ~kept,
            wanted=self.terms.each,
            room=np.array([now.room[profile] for profile in self.profiles]),
            pinned=kept,
            standing=self.mask(now.standing | now.kept) & (known | kept),
        )

    def mask(self, pairs: Iterable[Pair]) -> Mask:
        import numpy as np  # noqa: PLC0415 - as above

        found = np.zeros((len(self.winners), len(self.profiles)), dtype=np.bool_)
        for pair in pairs:
            if pair.project_id in self.row and pair.profile_id in self.column:
                found[self.row[pair.project_id], self.column[pair.profile_id]] = True
        return found

    def answer(self) -> Solved:
        from contest.kernel.solvers.placing import UNIT, place  # noqa: PLC0415 - as above

        best = place(self.places)
        found = self.settled(self.places) if self.stable else best
        outcome = {
            "winners": len(self.winners),
            "profiles": len(self.profiles),
            "wanted": int(self.places.wanted.sum()),
            "room": int(self.places.room.sum()),
            "pairs": int(found.chosen.sum()),
            "shortfall": found.shortfall,
            "short_winners": int((found.chosen.sum(axis=1) < self.places.wanted).sum()),
            "score": found.score / UNIT,
            "best_shortfall": best.shortfall,
            "best_score": best.score / UNIT,
            "proved": best.proved,
            "stable": self.stable,
            "prices": self.prices(best, found),
            "wishes": self.wishes(found),
        }
        return Solved(self.planned(found), outcome)

    def settled(self, places: Places) -> Placing:
        """Return the stable result: pinned pairs stand aside, what waits for an answer stays where there is room."""
        from contest.kernel.solvers.placing import UNIT, Placing  # noqa: PLC0415 - as above
        from contest.kernel.solvers.stable import Sides, blocking, settle  # noqa: PLC0415 - as above

        sides = Sides(*self.orders(places), *self.bounds(places))
        found = settle(sides)
        assert blocking(sides, found) == []
        chosen = places.pinned.copy()
        for winner, profiles in found.items():
            for profile in profiles:
                chosen[self.row[UUID(winner)], self.column[UUID(profile)]] = True
        short = (places.wanted - chosen.sum(axis=1)).clip(min=0).sum()
        units = (places.scores * UNIT).round()[chosen].sum()
        return Placing(chosen, int(short), int((chosen & places.standing).sum()), int(units), True)

    def orders(self, places: Places) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
        """Return whom each winner likes, best first, and where each profile ranks it.

        First what waits for an answer, then the named preferences in their order, then the others by score.
        """
        open_ = places.open
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

    def bounds(self, places: Places) -> tuple[dict[str, int], dict[str, int]]:
        wanted = {str(winner): int(places.need[row]) for winner, row in self.row.items()}
        room = {str(profile): int(places.free[column]) for profile, column in self.column.items()}
        return wanted, room

    def again(self, places: Places) -> Placing:
        from contest.kernel.solvers.placing import place  # noqa: PLC0415 - as above

        return self.settled(places) if self.stable else place(places)

    def prices(self, best: Placing, found: Placing) -> list[dict[str, Any]]:
        """Return what one more place is worth at the places where it is worth most, each solved anew, and to whom."""
        from contest.kernel.solvers.placing import prices, widened  # noqa: PLC0415 - as above

        told = []
        for price in prices(self.places, best)[:SHOWN]:
            more = self.again(widened(self.places, price.place))
            change = self.change(found, more)
            if change["pairs"] > 0 or change["score"] > 0:
                profile = self.profiles[price.place]
                told.append({"profile": str(profile), "gains": self.gains(found, more), **change})
        return told

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
                    **self.change(found, self.again(self.asked(without))),
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
