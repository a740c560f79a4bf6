"""On which days, and halves of days, a judge can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

NOON = time(13)  # where the morning ends
LONGEST = timedelta(days=62)  # of a window that is looked at day by day


class Half(StrEnum):
    """One half of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judge said of one day."""

    morning: bool
    afternoon: bool

    def can(self, half: Half) -> bool:
        """Say whether the judge can on this half of the day."""
        return self.morning if half is Half.MORNING else self.afternoon


HalfDay = tuple[date, Half]


def half_days(opens_at: datetime, closes_at: datetime, zone: tzinfo) -> list[HalfDay]:
    """Return the halves of days that a window touches, in their order; at most as many as LONGEST holds."""
    begin, end = opens_at.astimezone(zone), min(closes_at, opens_at + LONGEST).astimezone(zone)
    found: list[HalfDay] = []
    day = begin.date()
    while day <= end.date():
        noon = datetime.combine(day, NOON, zone)
        midnight = datetime.combine(day, time(), zone)
        if begin < noon and end > midnight:
            found.append((day, Half.MORNING))
        if begin < noon + timedelta(hours=11) and end > noon:
            found.append((day, Half.AFTERNOON))
        day += timedelta(days=1)
    return found


def is_away(window: list[HalfDay], answers: Mapping[date, Answer]) -> bool:
    """Say whether a judge cannot on any half of a window.

    Only if the judge said so of every day of it: whoever has not answered is counted on.
    """
    return (
        bool(window)
        and all(day in answers for day, _half in window)
        and not any(answers[day].can(half) for day, half in window)
    )
