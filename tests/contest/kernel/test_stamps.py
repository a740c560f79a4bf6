"""A stamp of rows changes with them and with nothing else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import column, select, values
from sqlalchemy.types import Text

from contest.kernel.db import db
from contest.kernel.stamps import stamp_of


def _rows(*texts: str | None) -> Any:
    return select(values(column("text", Text), name="given").data([(text,) for text in texts]))


def _stamp(*sources: Any) -> str:
    return db.session.execute(stamp_of(*sources)).scalar_one()


def test_the_same_rows_give_the_same_stamp_in_any_order(session: Any) -> None:
    assert _stamp(_rows("甲", "b"), _rows("c")) == _stamp(_rows("b", "甲"), _rows("c"))


def test_every_difference_gives_another_stamp(session: Any) -> None:
    nothing = _rows("a").where(column("text") == "b")
    stamps = [
        _stamp(_rows("a"), _rows("b")),
        _stamp(_rows("b"), _rows("a")),
        _stamp(_rows("a", "b"), nothing),
        _stamp(_rows("a", "a"), _rows("b")),
        _stamp(_rows("a"), nothing),
        _stamp(_rows("a"), _rows(None)),
        _stamp(_rows("a"), _rows("")),
        _stamp(_rows("a,b"), _rows("")),
        _stamp(nothing, nothing),
    ]
    assert len(set(stamps)) == len(stamps)
