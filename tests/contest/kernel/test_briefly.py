"""Answers kept for a moment: made once for all who ask, by what they depend on, and made anew when it is over."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from contest.kernel.briefly import Briefly


def test_an_answer_is_kept_until_its_time_is_over() -> None:
    now, made = [0.0], []
    kept: Briefly[int] = Briefly(1.0, clock=lambda: now[0])

    def make() -> int:
        made.append(1)
        return len(made)

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == [1, 1, 2]
    now[0] = 0.99
    assert kept.get("a", make) == 1
    now[0] = 1.0
    assert kept.get("a", make) == 3


def test_the_oldest_goes_when_there_are_too_many() -> None:
    kept: Briefly[str] = Briefly(9.0, most=2)
    for key in "abc":
        kept.get(key, lambda key=key: key)
    assert kept.get("c", lambda: "anew") == "c"
    assert kept.get("a", lambda: "anew") == "anew"


def test_a_failure_is_nobodys_answer() -> None:
    kept: Briefly[int] = Briefly(9.0)

    def fail() -> int:
        raise ValueError("nothing there")

    with pytest.raises(ValueError, match="nothing there"):
        kept.get("a", fail)
    assert kept.get("a", lambda: 7) == 7


def test_many_who_ask_at_once_have_it_made_once() -> None:
    kept: Briefly[int] = Briefly(60.0)
    made, all_there = [], threading.Barrier(8)

    def make() -> int:
        made.append(1)
        return 5

    def ask(_n: int) -> int:
        all_there.wait()
        return kept.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [5] * 8
    assert len(made) == 1
