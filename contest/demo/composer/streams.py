"""Independent, index-addressable random streams: item `i` of a kind never depends on any other item or kind."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Streams:
    """Random numbers keyed by (seed, kind, index), so that a new kind never shifts an existing one."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        # The order of each block dealt so far, as places in its hand: working it out again is most of the time.
        self._dealt: dict[tuple[str, int], list[int]] = {}

    def rng(self, kind: str, *index: int) -> random.Random:
        """Return the private generator of one item."""
        key = ":".join((str(self._seed), kind, *map(str, index)))
        return random.Random(key)  # noqa: S311 - demonstration data must be repeatable, not secret

    def shuffled(self, kind: str, items: Sequence[T]) -> list[T]:
        """Return all items in the order of this seed."""
        order = list(items)
        self.rng(kind).shuffle(order)
        return order

    def dealt(self, kind: str, hand: Sequence[T], index: int) -> tuple[T, int]:
        """Deal item `index` from an endless row of shuffled hands.

        Every block of `len(hand)` indices gets exactly the cards of the hand, so quotas hold in small sizes too.
        Returns the card and its ordinal: how many equal cards were dealt before it.
        """
        block, place = divmod(index, len(hand))
        order = self._dealt.get((kind, block))
        if order is None:
            order = self._dealt[(kind, block)] = self.shuffled(f"{kind}:{block}", range(len(hand)))
        card = hand[order[place]]
        equal = sum(other == card for other in hand)
        return card, block * equal + sum(hand[other] == card for other in order[:place])
