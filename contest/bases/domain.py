"""Titles of bases (domain.md §1.1: 000 §四, §五)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from contest.kernel.errors import DomainError

TITLE_YEARS = 3  # 000 §五
MIN_AREA_M2 = 5_000  # 000 §四.1


class TitleState(StrEnum):
    """A title in rectification keeps its rights; a delisted one has none."""

    VALID = "valid"
    RECTIFYING = "rectifying"
    DELISTED = "delisted"


class Facility(StrEnum):
    """What a base offers beyond desks."""

    WET_LAB = "wet_lab"
    GMP = "gmp"
    CLEAN_ROOM = "clean_room"
    PILOT_LINE = "pilot_line"
    COMPUTE = "compute"
    TESTING = "testing"
    PROTOTYPING = "prototyping"
    ROAD_TEST = "road_test"
    STUDIO = "studio"
    APARTMENTS = "apartments"


class BaseNotCertified(DomainError):
    """The base holds no title that is valid on the day."""

    code = "base_not_certified"


class TitlesOverlap(DomainError):
    """A base holds one title at a time: a new one begins after the old one ends."""

    code = "titles_overlap"


class TitleLike(Protocol):
    """What the rules need of a title."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date: ...
    @property
    def state(self) -> TitleState: ...


@dataclass(frozen=True, slots=True)
class TitleDates:
    """First and last day of a title."""

    valid_from: date
    valid_to: date

    @classmethod
    def starting(cls, day: date) -> TitleDates:
        """Return the dates of a title awarded on `day`: three years, the last day included."""
        try:
            end = day.replace(year=day.year + TITLE_YEARS)
        except ValueError:  # 29 February
            end = day.replace(year=day.year + TITLE_YEARS, month=3, day=1)
        return cls(day, end - timedelta(days=1))

    def overlaps(self, other: TitleLike | TitleDates) -> bool:
        return self.valid_from <= other.valid_to and other.valid_from <= self.valid_to


def holds_on(title: TitleLike, day: date) -> bool:
    """Say whether a title gives its rights on `day`."""
    return title.valid_from <= day <= title.valid_to and title.state is not TitleState.DELISTED


def ensure_no_overlap(new: TitleDates, held: Iterable[TitleLike]) -> None:
    """Raise TitlesOverlap when a base would hold two titles on one day; delisted ones have ended."""
    if any(new.overlaps(title) for title in held if title.state is not TitleState.DELISTED):
        raise TitlesOverlap()
