"""Public notice of results: how long it lasts in working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

SATURDAY = 5
LONGEST_CLOSURE = 60  # days in a row without work that no real calendar has: then the table is wrong


class CalendarUnusable(ValueError):
    """The holiday table leaves no working day for two months: it was entered wrongly."""


def is_working_day(day: date, holidays: frozenset[date], extra_workdays: frozenset[date]) -> bool:
    """Tell whether offices work on `day`: weekends moved to work days (调休) count, holidays do not."""
    if day in extra_workdays:
        return True
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(
    start: date, days: int, holidays: frozenset[date], extra_workdays: frozenset[date]
) -> date:
    """Return the `days`-th working day after `start`, which itself is not counted (Civil Code, art. 201).

    With `days` 0 the answer is `start`. Raises ValueError on a negative number and CalendarUnusable when the
    table has no working day within two months.
    """
    if days < 0:
        raise ValueError("working days are added, never taken away")
    day, closed = start, 0
    while days:
        day += timedelta(days=1)
        working = is_working_day(day, holidays, extra_workdays)
        days -= working
        closed = 0 if working else closed + 1
        if closed > LONGEST_CLOSURE:
            raise CalendarUnusable(f"no working day in the {closed} days up to {day.isoformat()}")
    return day


class PeriodState(StrEnum):
    """Where a moment lies: objections are taken only while the period is open."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PublicityPeriod:
    """The time results stand open to objection: from `starts` up to but not at `ends`, both aware."""

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None or self.starts >= self.ends:
            raise ValueError("a publicity period runs from one aware time to a later one")

    def state(self, now: datetime) -> PeriodState:
        """Return where `now` (aware) lies."""
        if now < self.starts:
            return PeriodState.UPCOMING
        return PeriodState.OPEN if now < self.ends else PeriodState.CLOSED


def publicity_period(
    published: datetime,
    days: int,
    *,
    zone: tzinfo,
    holidays: frozenset[date],
    extra_workdays: frozenset[date],
    count_first_day: bool = False,
) -> PublicityPeriod:
    """Return the period of `days` ≥ 1 working days from `published` (aware) to the end of the last day.

    The day of publication is not counted, so nobody loses the hours before it, unless the season's rules
    count it (`count_first_day`, only where it is a working day). `zone` says where a day ends.
    """
    if days < 1:
        raise ValueError("a publicity period has at least one working day")
    first = published.astimezone(zone).date()
    counted = count_first_day and is_working_day(first, holidays, extra_workdays)
    last = add_working_days(first, days - counted, holidays, extra_workdays)
    return PublicityPeriod(published, datetime.combine(last + timedelta(days=1), time(), zone))
