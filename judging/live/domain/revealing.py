"""What stands on the board: never a score that the office has not let out, equal scores as equals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID


class RevealRule(StrEnum):
    """How scores get on the board: entry by entry, from the last place up, or as soon as a panel is complete."""

    BY_ENTRY = "by_entry"
    BY_PLACE = "by_place"
    ON_THE_SPOT = "on_the_spot"


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry as its sheets stand: `rank` and `score` of the round's own rule, None while it has none.

    `complete`: every judge of its panel has handed in. `revealed`: the office has let it out.
    """

    entry_id: UUID
    section: str
    rank: int | None
    score: Decimal | None
    complete: bool
    revealed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the board; `tied` others share its place."""

    entry_id: UUID
    section: str
    place: int
    tied: int
    score: Decimal


def on_board(rule: RevealRule, standings: Iterable[Standing]) -> list[Place]:
    """Return the lines of the board, section by section, the best first.

    By place an entry keeps the place it has among all; otherwise it is placed among those shown, so that nothing is
    told of the others.
    """
    shown = [one for one in standings if _is_shown(rule, one)]
    places = []
    for one in shown:
        assert one.rank is not None
        assert one.score is not None
        peers = [other.rank for other in shown if other.section == one.section and other.rank is not None]
        among = 1 + sum(rank < one.rank for rank in peers)
        place = one.rank if rule is RevealRule.BY_PLACE else among
        places.append(Place(one.entry_id, one.section, place, peers.count(one.rank) - 1, one.score))
    return sorted(places, key=lambda line: (line.section, line.place, line.entry_id))


def _is_shown(rule: RevealRule, one: Standing) -> bool:
    if one.rank is None or one.score is None:
        return False
    return one.revealed or (rule is RevealRule.ON_THE_SPOT and one.complete)


def next_place(standings: Iterable[Standing], section: str) -> tuple[UUID, ...]:
    """Return who is revealed next from the last place up: all who share the worst place not yet shown."""
    hidden = [
        one for one in standings if one.section == section and not one.revealed and one.rank is not None
    ]
    worst = max((one.rank for one in hidden if one.rank is not None), default=None)
    return tuple(one.entry_id for one in hidden if one.rank == worst)


def with_dropped(totals: Sequence[Decimal], *, trims: bool, min_for_trim: int) -> list[tuple[Decimal, bool]]:
    """Return the judges' totals, the highest first, and whether each is dropped as the highest or the lowest."""
    ordered = sorted(totals, reverse=True)
    drops = trims and len(ordered) >= min_for_trim
    return [(total, drops and place in (0, len(ordered) - 1)) for place, total in enumerate(ordered)]


def counted(marks: Sequence[tuple[Decimal, bool]]) -> Fraction:
    """Return the exact mean of the totals that were not dropped."""
    kept = [Fraction(total) for total, dropped in marks if not dropped]
    return sum(kept, Fraction()) / len(kept)
