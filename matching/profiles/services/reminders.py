"""Ask owners from time to time whether their profile still holds: what is old is said to be old, never hidden."""

from __future__ import annotations

from datetime import datetime

from contest.kernel import clock
from contest.notices.services import Draft, notify_all
from matching.profiles import queries
from matching.profiles.domain import reminder_due
from matching.profiles.queries import OldProfile
from matching.profiles.services.editing import reminder_key


def remind() -> int:
    """Remind the owners of profiles nobody confirmed for half a year, at most three times; return the notices."""
    now = clock.now()
    return notify_all([draft for old in queries.old_profiles(now) if (draft := _draft(old, now))])


def _draft(old: OldProfile, now: datetime) -> Draft | None:
    number = reminder_due(old.since, now)
    if number is None:
        return None
    day = old.since.astimezone(clock.SHANGHAI).date().isoformat()
    begins = f"{reminder_key(old.id)}{day}:"
    return Draft(
        recipients=old.owner_ids,
        code="profile.stale",
        once_key=f"{begins}{number}",
        params={"profile": old.name.as_dict(), "since_on": day},
        link=f"/matching/profiles/{old.id}",
        supersedes=begins,
    )
