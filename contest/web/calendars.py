"""Files for calendar programs (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Response

REMIND_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A moment (`ends` None), or whole days up to but not including `ends`. `uid` stays over all versions."""

    uid: str
    summary: str
    starts: datetime | date
    ends: date | None = None
    url: str = ""
    remind: bool = False


def calendar_file(name: str, entries: Iterable[CalendarEntry], made_at: datetime) -> bytes:
    """Return the file. Moments are in UTC, which every program shows in its own zone."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - a few downloads need not cost every worker

    calendar = Calendar()
    for key, value in {
        "version": "2.0",
        "prodid": "-//Haiju//Calendar//EN",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "x-wr-calname": _line(name),
    }.items():
        calendar.add(key, value)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", made_at.astimezone(UTC))
        event.add("summary", _line(entry.summary))
        event.add("transp", "TRANSPARENT")
        if entry.url:
            event.add("url", entry.url)
        if isinstance(entry.starts, datetime):
            event.add("dtstart", entry.starts.astimezone(UTC))
            event.add("dtend", entry.starts.astimezone(UTC))
        else:
            event.add("dtstart", entry.starts)
            event.add("dtend", entry.ends or entry.starts + timedelta(days=1))
        if entry.remind:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", _line(entry.summary))
            alarm.add("trigger", -REMIND_BEFORE)
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _line(text: str) -> str:
    """Return a text as one line: a bare carriage return would begin a property of its own."""
    return " ".join(text.split())


def calendar_response(
    name: str, entries: Iterable[CalendarEntry], *, made_at: datetime, file_name: str
) -> Response:
    """Return the calendar as a download `file_name`.ics."""
    headers = {"Content-Disposition": f'attachment; filename="{file_name}.ics"'}
    content = calendar_file(name, entries, made_at)
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)
