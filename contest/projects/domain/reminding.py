"""When a team is reminded that its project is not handed in yet."""

from __future__ import annotations

from datetime import datetime, timedelta

DAYS_BEFORE = (7, 3, 1)


def due_reminder(closes_at: datetime, created_at: datetime, now: datetime) -> int | None:
    """Return how many days before the deadline the reminder that is due now stands for, or None.

    Of several the latest: who was away for a week is reminded once. A draft begun after a day of reminding is not
    reminded for that day.
    """
    if now >= closes_at:
        return None
    due = [days for days in DAYS_BEFORE if created_at <= closes_at - timedelta(days=days) <= now]
    return min(due, default=None)


def reminder_key(project_id: object, closes_at: datetime, days: int) -> str:
    """Return the once-key of a reminder: a deadline that moves is reminded of anew."""
    return f"reminder:{project_id}:{closes_at.isoformat()}:{days}"
