"""Which entries a panel talks over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

NEIGHBOURS = 2  # on either side of the cut


class Standing(Protocol):
    """What is asked of a line of the ranking."""

    @property
    def section(self) -> str: ...
    @property
    def rank(self) -> int | None: ...
    @property
    def score(self) -> Decimal | None: ...
    @property
    def straddles(self) -> bool: ...


Line = TypeVar("Line", bound=Standing)


def around_cut(lines: Sequence[Line], inside: int) -> list[Line]:
    """Return those of one section, in rank order, that might as well stand on the other side of the cut.

    `inside` stand above it. All whose interval holds the cut, the neighbours on either side, and whoever is level
    with one of them; where nobody stands on one of the sides, there is no cut to talk about.
    """
    ranked = [line for line in lines if line.rank is not None]
    parted = 0 < inside < len(ranked)
    near = ranked[max(0, inside - NEIGHBOURS) : inside + NEIGHBOURS] if parted else []
    level = {line.score for line in near}
    return [line for line in ranked if line.straddles or line.score in level]


def equals_of(lines: Iterable[Line], one: Line) -> int:
    """Return how many of the section have the very score of one of its entries, itself counted."""
    return sum(
        line.section == one.section and line.score == one.score and line.score is not None for line in lines
    )
