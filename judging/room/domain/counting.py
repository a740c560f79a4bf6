"""How the votes of a panel are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from uuid import UUID


class Chosen(StrEnum):
    """What a vote came to for one entry. TIED: entries with equal shares stand for fewer places than they are."""

    CHOSEN = "chosen"
    TIED = "tied"
    NOT_CHOSEN = "not_chosen"


@dataclass(frozen=True, slots=True)
class Option:
    """One entry that was voted on: `votes` for it, of `eligible` who voted and were not tied to it."""

    entry: UUID
    votes: int
    eligible: int

    @property
    def share(self) -> Fraction:
        """Return the share of those who could have voted for it."""
        return Fraction(self.votes, self.eligible) if self.eligible else Fraction(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """An option with its place, 1, 2, 2, 4, and what came of it."""

    option: Option
    rank: int
    chosen: Chosen


def count(options: Iterable[Option], places: int) -> list[Counted]:
    """Return the options by their share of votes, the best first; `places` of them are chosen.

    Shares, because whoever is tied to an entry has no vote on it: it must not lose by that. An entry without any vote
    is never chosen, and equals that do not all fit stay tied: people decide.
    """
    ordered = sorted(options, key=lambda one: (-one.share, one.entry))
    counted: list[Counted] = []
    for share, group in groupby(ordered, key=lambda one: one.share):
        equals, rank = list(group), len(counted) + 1
        if share and rank + len(equals) - 1 <= places:
            came = Chosen.CHOSEN
        else:
            came = Chosen.TIED if share and rank <= places else Chosen.NOT_CHOSEN
        counted += [Counted(one, rank, came) for one in equals]
    return counted
