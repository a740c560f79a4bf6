"""Places under capacity against brute force: the order of aims, prices, pins, bars, what stands."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.solvers.placing import UNIT, Places, place, places_of, prices, widened


@st.composite
def small(draw: st.DrawFn) -> Places:
    """Up to three winners and three places, scores with ties, pins that may exceed bounds, pairs that stand."""
    winners, many = draw(st.integers(1, 3)), draw(st.integers(1, 3))

    def matrix(values: st.SearchStrategy[Any]) -> Any:
        row = st.lists(values, min_size=many, max_size=many)
        return np.array(draw(st.lists(row, min_size=winners, max_size=winners)))

    marks = matrix(st.sampled_from(["", "", "", "barred", "pinned", "stands"]))
    return places_of(
        matrix(st.integers(-2, 8)) / 8,
        marks == "barred",
        wanted=np.array(draw(st.lists(st.integers(0, 2), min_size=winners, max_size=winners))),
        room=np.array(draw(st.lists(st.integers(0, 2), min_size=many, max_size=many))),
        pinned=marks == "pinned",
        standing=(marks == "stands") | (marks == "pinned"),
    )


def brute_force(asked: Places) -> tuple[int, int, int]:
    """Return the best order any choice of open pairs reaches within the bounds."""
    cells = list(zip(*np.nonzero(asked.open), strict=True))
    best = None
    for taken in itertools.product([False, True], repeat=len(cells)):
        made = np.zeros_like(asked.open)
        for cell, one in zip(cells, taken, strict=True):
            made[cell] = one
        if (made.sum(axis=1) > asked.need).any() or (made.sum(axis=0) > asked.free).any():
            continue
        chosen = made | asked.pinned
        short = int(np.maximum(asked.wanted - chosen.sum(axis=1), 0).sum())
        order = (
            -short,
            int((chosen & asked.standing).sum()),
            int(np.rint(asked.scores * UNIT)[chosen].sum()),
        )
        best = order if best is None or order > best else best
    assert best is not None
    return best


@given(small())
def test_no_choice_within_the_bounds_is_better(asked: Places) -> None:
    found = place(asked)
    assert found.order == brute_force(asked)
    assert found.proved


@given(small())
def test_bounds_pins_and_bars_are_never_broken(asked: Places) -> None:
    chosen = place(asked).chosen
    made = chosen & ~asked.pinned
    assert (chosen >= asked.pinned).all()
    assert not (chosen & asked.forbidden).any()
    assert (made.sum(axis=1) <= asked.need).all()
    assert (made.sum(axis=0) <= asked.free).all()


@given(small())
def test_prices_are_what_one_more_place_gives_when_solved_anew(asked: Places) -> None:
    asked = places_of(
        asked.scores, asked.forbidden, wanted=asked.wanted, room=asked.room, pinned=asked.pinned
    )
    found = place(asked)
    told = {price.place: (price.shortfall, price.score) for price in prices(asked, found)}
    for at in range(asked.room.size):
        more = place(widened(asked, at))
        gained = (found.shortfall - more.shortfall, more.score - found.score)
        assert told.get(at, (0, 0)) == gained, at


@given(small())
def test_every_better_choice_is_found_out(asked: Places) -> None:
    """The proof is no formality: take a pair out of the best, and the residual network shows the way back."""
    from contest.kernel.solvers.placing import _Network

    made = place(asked).chosen & ~asked.pinned
    for cell in zip(*np.nonzero(made), strict=True):
        worse = made.copy()
        worse[cell] = False
        assert not _Network(asked, worse).nothing_better()


def test_the_shortfall_comes_before_any_score() -> None:
    scores = np.array([[1.0, 0.0], [0.9, 0.0]])
    forbidden = np.array([[False, True], [False, False]])
    found = place(places_of(scores, forbidden, wanted=1, room=np.array([1, 1])))
    assert found.shortfall == 0
    assert found.chosen.tolist() == [[True, False], [False, True]]


def test_what_stands_moves_only_for_a_smaller_shortfall() -> None:
    scores = np.array([[0.2, 0.9], [0.9, 0.2]])
    stands = np.array([[True, False], [False, True]])
    open_ = np.zeros((2, 2), dtype=bool)
    found = place(places_of(scores, open_, wanted=1, room=np.array([1, 1]), standing=stands))
    assert (found.chosen == stands).all()
    gone = open_.copy()
    gone[0, 0] = True
    moved = place(places_of(scores, gone, wanted=1, room=np.array([1, 1]), standing=stands & ~gone))
    assert moved.chosen.tolist() == [[False, True], [True, False]]
    assert (moved.shortfall, moved.kept) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scores": np.array([[np.nan]])},
        {"scores": np.zeros(3)},
        {"forbidden": np.zeros((2, 2), dtype=bool)},
        {"wanted": -1},
        {"room": np.array([-1])},
        {"forbidden": np.ones((1, 1), dtype=bool), "pinned": np.ones((1, 1), dtype=bool)},
    ],
)
def test_malformed_questions_are_refused(wrong: dict[str, Any]) -> None:
    given_: dict[str, Any] = {
        "scores": np.zeros((1, 1)),
        "forbidden": np.zeros((1, 1), dtype=bool),
        "wanted": 1,
        "room": np.array([1]),
    } | wrong
    with pytest.raises(ValueError, match=r"must|pinned"):
        places_of(given_.pop("scores"), given_.pop("forbidden"), **given_)
