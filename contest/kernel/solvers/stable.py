"""Where both sides rank: deferred acceptance, many to many (Gale and Shapley; Roth for responsive preferences).

Winners propose from their list downwards; a place holds the best proposals up to its room and lets the others go. The
result is stable: no winner and place would both rather have each other. Among all stable results none is better for
any winner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
