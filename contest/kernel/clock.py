"""Time as the contest sees it: the database's clock decides, Asia/Shanghai is shown."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from contest.kernel.db import answers_of_read, db
from contest.kernel.localized import SHANGHAI as SHANGHAI

NOW = select(func.clock_timestamp())


def now() -> datetime:
    """Return the database's clock at this very moment (not the transaction's start): deadlines compare with it.

    A page that is only read has one moment, that of its first look at the clock.
    """
    answers = answers_of_read()
    if answers is None:
        return _look()
    if NOW not in answers:
        answers[NOW] = _look()
    moment: datetime = answers[NOW]
    return moment


def seen_at(moment: datetime) -> None:
    """Take the clock from a statement that brought it along, so that the page need not ask for it."""
    answers = answers_of_read()
    if answers is not None:
        answers.setdefault(NOW, moment)


def _look() -> datetime:
    moment: datetime = db.session.execute(NOW).scalar_one()
    return moment


def today() -> date:
    """Return the date in Shanghai by the database's clock."""
    return now().astimezone(SHANGHAI).date()
