"""The city's holiday table: which days are not what their weekday says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit
from contest.kernel.access import Actor, require
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons.domain import Data, as_invalid
from contest.seasons.domain.text import Name
from contest.seasons.domain.times import Day
from contest.seasons.models import Holiday


class HolidayData(Data):
    """One day as it is entered."""

    day: Day
    works: bool = False
    name: Name


def enter_holiday(*, actor: Actor, values: Mapping[str, Any]) -> date:
    """Enter a day off, or a weekend that is worked; a day entered before is replaced. Raises Invalid."""
    require(actor, Permission.EDIT_SEASON)
    try:
        data = HolidayData.model_validate(dict(values))
    except ValidationError as error:
        raise as_invalid(error) from error
    row = insert(Holiday).values(day=data.day, works=data.works, name=data.name)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["day"], set_={"works": row.excluded.works, "name": row.excluded.name}
        )
    )
    audit.record(actor, "holiday.set", None, day=data.day.isoformat(), works=data.works)
    return data.day


def remove_holiday(*, actor: Actor, day: date) -> None:
    """Take a day out of the table: it is again what its weekday says."""
    require(actor, Permission.EDIT_SEASON)
    removed = db.session.execute(
        delete(Holiday).where(Holiday.day == day).returning(Holiday.day)
    ).scalar_one_or_none()
    if removed is None:
        raise NotFound(kind="holiday", key=day.isoformat())
    audit.record(actor, "holiday.removed", None, day=day.isoformat())
