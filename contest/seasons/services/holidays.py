"""The city's holiday table: which days are not what their weekday says."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit
from contest.kernel.access import Actor, require
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons.models import Holiday


def set_holiday(*, actor: Actor, day: date, works: bool, name: LocalizedText) -> None:
    """Enter a day off, or a weekend that is worked; a day entered before is replaced."""
    require(actor, Permission.EDIT_SEASON)
    row = insert(Holiday).values(day=day, works=works, name=name)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["day"], set_={"works": row.excluded.works, "name": row.excluded.name}
        )
    )
    audit.record(actor, "holiday.set", None, day=day.isoformat(), works=works)


def remove_holiday(*, actor: Actor, day: date) -> None:
    """Take a day out of the table: it is again what its weekday says."""
    require(actor, Permission.EDIT_SEASON)
    removed = db.session.execute(
        delete(Holiday).where(Holiday.day == day).returning(Holiday.day)
    ).scalar_one_or_none()
    if removed is None:
        raise NotFound(kind="holiday", key=day.isoformat())
    audit.record(actor, "holiday.removed", None, day=day.isoformat())
