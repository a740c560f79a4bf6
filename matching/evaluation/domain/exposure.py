"""Whether some kinds of winners are shown less, or accepted less, than others: counted, never used to rank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FEW = 5  # winners; with fewer a share says nothing
SIZES = ((3, "1-3"), (6, "4-6"), (10**6, "7+"))


class Dimension(StrEnum):
    """What winners are told apart by."""

    DISTRICT = "district"
    OVERSEAS = "overseas"
    STAGE = "stage"
    TEAM_SIZE = "team_size"


@dataclass(frozen=True, slots=True)
class Shown:
    """One winner: in how many lists it stands, with which mean score, and what became of introductions."""

    project_id: UUID
    district: str
    overseas: bool
    stage: str
    team_size: int
    lists: int
    score: float
    asked: int
    accepted: int
    answered: int


@dataclass(frozen=True, slots=True)
class Group:
    """The winners that share a value. `value` is a code; empty where it is not stated."""

    value: str
    winners: int
    lists: float
    score: float
    asked: float
    accepted: int
    answered: int

    @property
    def few(self) -> bool:
        return self.winners < FEW

    @property
    def acceptance(self) -> float | None:
        """The share of answered introductions that were accepted, None when none was answered."""
        return self.accepted / self.answered if self.answered else None


def report(rows: Iterable[Shown]) -> Mapping[Dimension, list[Group]]:
    """Return the groups of every dimension, the largest first."""
    kept = list(rows)
    return {dimension: _groups(kept, key) for dimension, key in KEYS.items()}


def size_of(team: int) -> str:
    """Return the band of a team's size."""
    return next(band for limit, band in SIZES if team <= limit)


def _groups(rows: list[Shown], key: Callable[[Shown], str]) -> list[Group]:
    by_value: dict[str, list[Shown]] = {}
    for row in rows:
        by_value.setdefault(key(row), []).append(row)
    found = [_group(value, members) for value, members in by_value.items()]
    return sorted(found, key=lambda group: (-group.winners, group.value))


def _group(value: str, members: list[Shown]) -> Group:
    listed = [one for one in members if one.lists]
    return Group(
        value=value,
        winners=len(members),
        lists=sum(one.lists for one in members) / len(members),
        score=sum(one.score for one in listed) / len(listed) if listed else 0.0,
        asked=sum(one.asked for one in members) / len(members),
        accepted=sum(one.accepted for one in members),
        answered=sum(one.answered for one in members),
    )


KEYS: Mapping[Dimension, Callable[[Shown], str]] = {
    Dimension.DISTRICT: lambda one: one.district,
    Dimension.OVERSEAS: lambda one: "yes" if one.overseas else "no",
    Dimension.STAGE: lambda one: one.stage,
    Dimension.TEAM_SIZE: lambda one: size_of(one.team_size),
}
