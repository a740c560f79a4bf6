"""Time as the contest sees it: the database's clock decides, Asia/Shanghai is shown."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from contest.kernel.db import db
from contest.kernel.localized import SHANGHAI as SHANGHAI

NOW = select(func.clock_timestamp())


def now() -> datetime:
    """Return the database's clock at this very moment (not the transaction's start): deadlines compare with it."""
    moment: datetime = db.session.execute(NOW).scalar_one()
    return moment


def today() -> date:
    """Return the date in Shanghai by the database's clock."""
    return now().astimezone(SHANGHAI).date()
