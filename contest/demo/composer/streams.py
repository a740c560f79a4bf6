"""Independent, index-addressable random streams: item `i` of a kind never depends on any other item or kind."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")


class Streams:
    """Random numbers keyed by (seed, kind, index), so that a new kind never shifts an existing one."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def rng(self, kind: str, *index: int) -> random.Random:
        """Give the private generator of one item."""
        key = ":".join((str(self.seed), kind, *map(str, index)))
        return random.Random(key)  # noqa: S311 - demonstration data must be repeatable, not secret

    def shuffled(self, kind: str, items: Sequence[T]) -> list[T]:
        """Give all items in the order of this seed."""
        order = list(items)
        self.rng(kind).shuffle(order)
        return order

    def dealt(self, kind: str, hand: Sequence[T], index: int) -> tuple[T, int]:
        """Deal item `index` from an endless row of shuffled hands.

        Every block of `len(hand)` indices gets exactly the cards of the hand, so quotas hold in small sizes
        too. Returns the card and how many equal cards were dealt before it (its ordinal).
        """
        block, place = divmod(index, len(hand))
        order = self.shuffled(f"{kind}:{block}", hand)
        card = order[place]
        return card, block * hand.count(card) + order[:place].count(card)


class Pairs:
    """All combinations of two lists except refused ones, each given out once, in the order of the seed."""

    def __init__(
        self, streams: Streams, kind: str, lefts: Sequence[T], rights: Sequence[T], *, refused: frozenset[tuple[T, T]]
    ) -> None:
        self._streams = streams
        self._kind = kind
        self._lefts = lefts
        self._rights = rights
        self._refused = refused

    @cached_property
    def _order(self) -> list[tuple[object, object]]:
        pairs = [(a, b) for a in self._lefts for b in self._rights if a != b and (a, b) not in self._refused]
        return self._streams.shuffled(self._kind, pairs)

    def __len__(self) -> int:
        return len(self._order)
