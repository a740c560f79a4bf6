"""The public calendar of a season."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from contest.kernel.localized import SHANGHAI
from contest.seasons.domain.parts import StagePart, WindowPart
from contest.seasons.domain.rulebook import Rulebook


class Phase(StrEnum):
    """Where an event lies for a reader now; named as the timeline macro names it."""

    DONE = "done"
    CURRENT = "current"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the calendar: a window or a stage. `ends` is exclusive; both are aware, in Shanghai."""

    starts: datetime
    ends: datetime
    window: WindowPart | None = None
    stage: StagePart | None = None

    def phase(self, now: datetime) -> Phase:
        """Say whether the event is over, on, or ahead at `now` (aware)."""
        if now >= self.ends:
            return Phase.DONE
        return Phase.CURRENT if now >= self.starts else Phase.TODO

    @property
    def last_day(self) -> date:
        """Return the last day of the event in Shanghai."""
        return (self.ends - timedelta(microseconds=1)).astimezone(SHANGHAI).date()


def events(book: Rulebook) -> tuple[Event, ...]:
    """Return windows and dated stages in the order in which they start."""
    made = [*_windows(book.windows), *_stages(book.stages)]
    return tuple(sorted(made, key=lambda event: (event.starts, event.ends)))


def _windows(windows: Iterable[WindowPart]) -> Iterator[Event]:
    for window in windows:
        yield Event(
            window.opens_at.astimezone(SHANGHAI), window.closes_at.astimezone(SHANGHAI), window=window
        )


def _stages(stages: Iterable[StagePart]) -> Iterator[Event]:
    for stage in stages:
        if stage.starts_on is not None:
            last = stage.ends_on or stage.starts_on
            starts = datetime.combine(stage.starts_on, time(), SHANGHAI)
            yield Event(starts, datetime.combine(last + timedelta(days=1), time(), SHANGHAI), stage=stage)


def next_deadline(found: Iterable[Event], now: datetime) -> Event | None:
    """Return the open window that closes first, else the one that opens next, None when all are over.

    Windows of single zones are left out: the countdown is for everybody.
    """
    windows = [event for event in found if event.window and not event.window.zone_code]
    current = [event for event in windows if event.phase(now) is Phase.CURRENT]
    if current:
        return min(current, key=lambda event: event.ends)
    ahead = [event for event in windows if event.phase(now) is Phase.TODO]
    return min(ahead, key=lambda event: event.starts, default=None)
