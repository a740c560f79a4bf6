"""A page that only reads asks a question once; whoever writes is told anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contest.kernel import clock
from contest.kernel.db import TransactionMode, db, end_read, set_mode
from contest.kernel.once import once_a_page


@pytest.fixture
def mode(session: Any) -> Iterator[Callable[[TransactionMode], None]]:
    """Set the mode of the session, and take it back afterwards."""
    yield set_mode
    for key in ("mode", "answers"):
        db.session().info.pop(key, None)


def _counting() -> tuple[Callable[[int], int], list[int]]:
    asked: list[int] = []

    @once_a_page
    def question(number: int) -> int:
        asked.append(number)
        return number * 2

    return question, asked


def test_a_reading_request_asks_once_for_each_argument(mode: Callable[[TransactionMode], None]) -> None:
    question, asked = _counting()
    mode(TransactionMode(read_only=True))
    assert [question(1), question(2), question(1)] == [2, 4, 2]
    assert asked == [1, 2]


def test_the_next_request_asks_again(mode: Callable[[TransactionMode], None]) -> None:
    question, asked = _counting()
    mode(TransactionMode(read_only=True))
    question(1)
    mode(TransactionMode(read_only=True))
    question(1)
    assert asked == [1, 1]


def test_what_was_kept_ends_with_the_read(session: Any, mode: Callable[[TransactionMode], None]) -> None:
    question, asked = _counting()
    mode(TransactionMode(read_only=True))
    question(1)
    end_read()
    question(1)
    assert asked == [1, 1]


@pytest.mark.parametrize("writing", [TransactionMode(), TransactionMode(actor="somebody")])
def test_whoever_writes_is_told_anew(
    writing: TransactionMode, mode: Callable[[TransactionMode], None]
) -> None:
    question, asked = _counting()
    mode(writing)
    question(1)
    question(1)
    assert asked == [1, 1]


def test_a_page_has_one_moment_and_a_writer_the_clock_itself(
    count_queries: Any, mode: Callable[[TransactionMode], None]
) -> None:
    mode(TransactionMode(read_only=True))
    first = clock.now()
    assert clock.now() == first
    assert count_queries(clock.now) == 0
    mode(TransactionMode(actor="somebody"))
    assert first < clock.now() < clock.now()
