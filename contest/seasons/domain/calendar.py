"""The public calendar of a season, and its file for calendar programs (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a calendar file: a moment (`ends` None), or whole days up to but not including `ends`."""

    uid: str
    summary: str
    starts: datetime | date
    ends: date | None = None


def ics(name: str, entries: Iterable[Entry], made_at: datetime) -> str:
    """Return a calendar file: CRLF lines folded at 75 octets, moments in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Haiju//Calendar//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_escape(name)}"]
    for entry in entries:
        lines += ["BEGIN:VEVENT", f"UID:{entry.uid}", f"DTSTAMP:{_utc(made_at)}", *_when(entry)]
        lines += [f"SUMMARY:{_escape(entry.summary)}", "TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{_fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _when(entry: Entry) -> list[str]:
    if isinstance(entry.starts, datetime):
        return [f"DTSTART:{_utc(entry.starts)}", f"DTEND:{_utc(entry.starts)}"]
    until = entry.ends or entry.starts + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}", f"DTEND;VALUE=DATE:{until:%Y%m%d}"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Fold a line after at most 75 octets, never inside a character."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            parts.append("")
            size = 1  # the blank that marks a continuation
        parts[-1] += character
        size += octets
    return "\r\n ".join(parts)
