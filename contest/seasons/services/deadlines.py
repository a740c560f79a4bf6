"""Deadlines of writes, by the database's clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.clock import SHANGHAI
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.seasons.domain import (
    DeadlineState,
    SeasonState,
    WindowClosed,
    WindowKind,
    WindowNotOpen,
    WindowPart,
    deadline_state,
    effective_window,
)
from contest.seasons.models import Season, Window


def ensure_open(season_id: UUID, kind: WindowKind, zone_code: str | None = "") -> datetime:
    """Return the database's clock if the window is open at this moment; raise WindowClosed or WindowNotOpen.

    Call it after locking the row that is written: the clock is read when this statement runs, so a writer who
    waited for the lock past the deadline is refused. A season that is not open has no open windows.
    """
    rows = db.session.execute(
        select(
            Season.state,
            Window.zone_code,
            Window.opens_at,
            Window.closes_at,
            func.clock_timestamp().label("now"),
        )
        .outerjoin(Window, (Window.season_id == Season.id) & (Window.kind == kind))
        .where(Season.id == season_id)
    ).all()
    if not rows:
        raise NotFound(kind="season", key=str(season_id))
    now: datetime = max(row.now for row in rows).astimezone(SHANGHAI)
    found = tuple(
        WindowPart(kind=kind, zone_code=row.zone_code, opens_at=row.opens_at, closes_at=row.closes_at)
        for row in rows
        if row.opens_at is not None
    )
    window = effective_window(found, kind, zone_code)
    state = deadline_state(window, now)
    closes = window.closes_at.astimezone(SHANGHAI) if window else None
    if state is DeadlineState.CLOSED or rows[0].state in (SeasonState.CLOSED, SeasonState.ARCHIVED):
        raise WindowClosed(kind, closes)
    if state is not DeadlineState.OPEN or rows[0].state is not SeasonState.OPEN:
        raise WindowNotOpen(kind, window.opens_at.astimezone(SHANGHAI) if window else None)
    return now
