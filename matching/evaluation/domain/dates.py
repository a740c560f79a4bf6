"""Dates as lists of deals write them: a day, a month, or only a year."""

from __future__ import annotations

import re
from datetime import date

DATE = re.compile(r"(\d{4})(?:\D+(\d{1,2}))?(?:\D+(\d{1,2}))?(?:\D.*)?", re.DOTALL)


def day_of(text: str) -> int | None:
    """Return the day (date.toordinal) of a date; a month or a year is its first day. None when there is none.

    The first day agrees with comparing the texts themselves: "2016" lies before "2016-07-01" and not before "2016".
    """
    found = DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def year_of(text: str) -> int | None:
    """Return the year a text begins with."""
    found = DATE.fullmatch(text.strip())
    return int(found.group(1)) if found else None
