"""Time as the contest sees it: the database's clock decides, Asia/Shanghai is shown."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from contest.kernel.db import db

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the database's clock at this very moment (not the transaction's start): deadlines compare with it."""
    return db.session.execute(select(func.clock_timestamp())).scalar_one()


def today() -> date:
    """Return the date in Shanghai by the database's clock."""
    return now().astimezone(SHANGHAI).date()
