"""What of a winner can be opened, and that an hour counts once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Visited(StrEnum):
    """What was opened."""

    PROJECT = "project"
    INTRODUCTION = "introduction"


def hour_of(moment: datetime) -> datetime:
    """Return the hour a view belongs to: the same person looking again within it is one view."""
    return moment.replace(minute=0, second=0, microsecond=0)
