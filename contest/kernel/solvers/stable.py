"""Where both sides rank: deferred acceptance, many to many (Gale and Shapley; Roth for responsive preferences).

Winners propose from their list downwards; a place holds the best proposals up to its room and lets the others go. The
result is stable: no winner and place would both rather have each other. Among all stable results none is better for
any winner.

Where winners take space, too, a stable result need not exist. Then places are lowered: a place that would hold more
than its space holds is left as many as the best ranked of them fit into it, and all is settled anew, until every space
holds. Places only go down, so it ends; what comes out is stable for these places, so nobody is overtaken at a place by
a winner that it ranks lower, and the places that went down say what the space costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

Key = str


@dataclass(frozen=True, slots=True)
class Sides:
    """`likes`: winner -> places from the best down, only those it may have. `ranks`: place -> winner -> its position,
    lower is better; both sides list the same pairs. `wanted` and `room` are what pinned pairs leave.
    """

    likes: Mapping[Key, Sequence[Key]]
    ranks: Mapping[Key, Mapping[Key, int]]
    wanted: Mapping[Key, int] = field(default_factory=dict)
    room: Mapping[Key, int] = field(default_factory=dict)

    def likes_better(self, winner: Key, place: Key, than: Key) -> bool:
        order = self.likes[winner]
        return order.index(place) < order.index(than)


def settle(sides: Sides) -> dict[Key, list[Key]]:
    """Return winner -> places by deferred acceptance, best first. The order of winners makes no difference."""
    held: dict[Key, set[Key]] = {place: set() for place in sides.room}
    holding = dict.fromkeys(sides.likes, 0)
    following = dict.fromkeys(sides.likes, 0)
    waiting = [winner for winner in sides.likes if sides.wanted.get(winner, 0) > 0]
    while waiting:
        winner = waiting.pop()
        while holding[winner] < sides.wanted[winner] and following[winner] < len(sides.likes[winner]):
            place = sides.likes[winner][following[winner]]
            following[winner] += 1
            dropped = _proposed(sides, held[place], place, winner)
            if dropped != winner:
                holding[winner] += 1
            if dropped is not None and dropped != winner:
                holding[dropped] -= 1
                waiting.append(dropped)
    return {
        winner: [place for place in order if winner in held[place]] for winner, order in sides.likes.items()
    }


def settle_within(
    sides: Sides, takes: Mapping[Key, int], space: Mapping[Key, int]
) -> tuple[dict[Key, list[Key]], Sides]:
    """Return what `settle` gives for the most places that the spaces allow, and the sides with these places.

    `takes`: winner -> its space; `space`: place -> what there is, left out where there is no bound. A pair that would
    not even fit alone may not be listed.
    """
    while True:
        found = settle(sides)
        held: dict[Key, list[Key]] = {}
        for winner, places in found.items():
            for place in places:
                held.setdefault(place, []).append(winner)
        lowered = {
            place: fitting
            for place, holders in held.items()
            if place in space
            and (fitting := _fitting(sides.ranks[place], holders, takes, space[place])) < len(holders)
        }
        if not lowered:
            return found, sides
        sides = replace(sides, room={**sides.room, **lowered})


def _fitting(ranks: Mapping[Key, int], holders: Sequence[Key], takes: Mapping[Key, int], space: int) -> int:
    """Return how many of the holders, the best ranked first, fit before the first that does not."""
    left = space
    for count, winner in enumerate(sorted(holders, key=lambda one: ranks[one])):
        left -= takes.get(winner, 0)
        if left < 0:
            return count
    return len(holders)


def _proposed(sides: Sides, holders: set[Key], place: Key, winner: Key) -> Key | None:
    """Let a place consider one more; return whom it lets go, None if it has room."""
    holders.add(winner)
    if len(holders) <= sides.room[place]:
        return None
    worst = max(holders, key=lambda one: sides.ranks[place][one])
    holders.remove(worst)
    return worst


def blocking(sides: Sides, found: Mapping[Key, Sequence[Key]]) -> list[tuple[Key, Key]]:
    """Return the pairs that would both rather have each other than what they have; none in a stable result."""
    held: dict[Key, set[Key]] = {place: set() for place in sides.room}
    for winner, places in found.items():
        for place in places:
            held[place].add(winner)
    return [
        (winner, place)
        for winner, order in sides.likes.items()
        for place in order
        if winner not in held[place]
        and _wants(sides, winner, place, found[winner])
        and _accepts(sides, winner, place, held[place])
    ]


def _wants(sides: Sides, winner: Key, place: Key, has: Sequence[Key]) -> bool:
    wanted = sides.wanted.get(winner, 0)
    if len(has) < wanted:
        return True
    return wanted > 0 and any(sides.likes_better(winner, place, one) for one in has)


def _accepts(sides: Sides, winner: Key, place: Key, holders: set[Key]) -> bool:
    if len(holders) < sides.room[place]:
        return True
    ranks = sides.ranks[place]
    return any(ranks[winner] < ranks[one] for one in holders)
