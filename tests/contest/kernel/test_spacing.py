"""Places under two capacities against brute force: the order of aims, pins beyond the spaces, what would help."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel.solvers import spacing
from contest.kernel.solvers.placing import Places, place, places_of, units_of
from contest.kernel.solvers.spacing import (
    ANY,
    Spaces,
    Widening,
    let_in,
    place_within,
    spaces_of,
    tight,
    widen,
    widenings,
)

Order = tuple[int, int, int]


@st.composite
def small(draw: st.DrawFn) -> Spaces:
    """Up to four winners and three places, scores with ties, pins that may exceed bounds, pairs that stand."""
    winners, many = draw(st.integers(1, 4)), draw(st.integers(1, 3))

    def matrix(values: st.SearchStrategy[Any]) -> Any:
        row = st.lists(values, min_size=many, max_size=many)
        return np.array(draw(st.lists(row, min_size=winners, max_size=winners)))

    def numbers(values: st.SearchStrategy[int], size: int) -> Any:
        return np.array(draw(st.lists(values, min_size=size, max_size=size)))

    marks = matrix(st.sampled_from(["", "", "", "", "barred", "pinned", "stands"]))
    places = places_of(
        matrix(st.integers(-2, 8)) / 8,
        marks == "barred",
        wanted=numbers(st.integers(0, 2), winners),
        room=numbers(st.integers(0, 3), many),
        pinned=marks == "pinned",
        standing=(marks == "stands") | (marks == "pinned"),
    )
    space = st.one_of(st.integers(0, 9), st.just(int(ANY)))
    return spaces_of(places, numbers(st.integers(0, 5), winners), numbers(space, many))


def orders(asked: Spaces) -> Any:
    """Return the order of every choice of open pairs within the bounds."""
    places = asked.places
    cells = list(zip(*np.nonzero(places.open), strict=True))
    for taken in itertools.product([False, True], repeat=len(cells)):
        made = np.zeros_like(places.open)
        for cell, one in zip(cells, taken, strict=True):
            made[cell] = one
        if (made.sum(axis=1) > places.need).any() or (made.sum(axis=0) > places.free).any():
            continue
        if (asked.taken(made) <= asked.free).all():
            yield order(places, made | places.pinned)


def order(places: Places, chosen: Any) -> Order:
    short = int(np.maximum(places.wanted - chosen.sum(axis=1), 0).sum())
    return -short, int((chosen & places.standing).sum()), int(units_of(places)[chosen].sum())


@settings(deadline=None)
@given(small())
def test_no_choice_within_places_and_spaces_is_better(asked: Spaces) -> None:
    found = place_within(asked)
    assert found.order == max(orders(asked))
    assert found.proved


@settings(deadline=None)
@given(small())
def test_neither_places_nor_spaces_are_exceeded_but_by_pins(asked: Spaces) -> None:
    chosen = place_within(asked).chosen
    made = chosen & ~asked.places.pinned
    assert (chosen >= asked.places.pinned).all()
    assert not (chosen & asked.places.forbidden).any()
    assert (made.sum(axis=1) <= asked.places.need).all()
    assert (made.sum(axis=0) <= asked.places.free).all()
    assert asked.holds(chosen)


@settings(deadline=None)
@given(small())
def test_where_no_space_is_stated_the_flow_decides(asked: Spaces) -> None:
    free = replace(asked, space=np.full_like(asked.space, ANY))
    assert (place_within(free).chosen == place(asked.places).chosen).all()


@settings(deadline=None)
@given(small())
def test_without_time_to_prove_anything_the_answer_is_still_possible(asked: Spaces) -> None:
    found = place_within(asked, effort=0.0)
    assert found.order in set(orders(asked))
    assert found.order <= place_within(asked).order


@settings(deadline=None)
@given(small())
def test_what_would_let_somebody_in_does(asked: Spaces) -> None:
    """The room that is named lets a winner in who gains by coming, and less would not."""
    found = place_within(asked)
    for by in widenings(asked, found.chosen):
        more = place_within(widen(asked, by), starts=[found.chosen])
        assert more.order >= found.order
        # Whoever could come at once comes without any search, and something is gained by it.
        at_once = let_in(asked, found.chosen, by)
        assert widen(asked, by).admits(at_once & ~asked.places.pinned)
        assert order(asked.places, at_once) > found.order
        assert by.places or by.space
        if by.space:
            # With less they could not; that others might move so that they can is not looked for.
            less = Widening(by.place, by.places, by.space - 1)
            assert not widen(asked, less).admits(at_once & ~asked.places.pinned)


def _two_in_one(space: int) -> Spaces:
    """Two places of one park for three winners of 60, 60 and 30 m², the large ones with the better score."""
    places = places_of(
        np.array([[0.9], [0.8], [0.1]]), np.zeros((3, 1), dtype=bool), wanted=1, room=np.array([2])
    )
    return spaces_of(places, np.array([60, 60, 30]), np.array([space]))


def test_many_small_ones_come_before_a_large_one_with_a_better_score() -> None:
    assert place_within(_two_in_one(120)).chosen[:, 0].tolist() == [True, True, False]
    assert place_within(_two_in_one(119)).chosen[:, 0].tolist() == [True, False, True]
    assert place_within(_two_in_one(89)).chosen[:, 0].tolist() == [True, False, False]


def test_the_room_that_helps_is_named_in_places_and_space() -> None:
    asked = _two_in_one(70)
    found = place_within(asked).chosen
    assert tight(asked, found) == [0]
    # The small one needs 20 m² more; then both places are taken and a third would be needed, too.
    assert widenings(asked, found) == [Widening(0, 0, 20, winner=2)]
    wide = widen(asked, Widening(0, 0, 20))
    assert widenings(wide, place_within(wide).chosen) == [Widening(0, 1, 60, winner=1)]
    assert tight(wide, place_within(wide).chosen) == []


def test_what_is_known_to_be_possible_is_a_lower_bound() -> None:
    asked = _two_in_one(119)
    best = place_within(asked)
    assert place_within(asked, effort=0.0, starts=[best.chosen]).order == best.order


def test_the_same_question_has_the_same_answer_also_where_time_runs_out() -> None:
    chance = np.random.default_rng(7)
    places = places_of(
        chance.random((40, 8)).round(3), chance.random((40, 8)) < 0.1, wanted=1, room=chance.integers(2, 7, 8)
    )
    asked = spaces_of(places, 10 * chance.integers(3, 30, 40), 10 * chance.integers(20, 60, 8))
    first, second = (place_within(asked, effort=0.02) for _ in range(2))
    assert (first.chosen == second.chosen).all()
    assert not first.proved
    assert asked.holds(first.chosen)


def test_a_question_too_large_for_whole_numbers_is_answered_without_a_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spacing, "MOST_WEIGHT", 1)
    found = place_within(_two_in_one(119))
    assert not found.proved
    assert found.chosen.sum() == 2


@pytest.mark.parametrize("wrong", [{"takes": [1]}, {"space": [1, 2]}, {"takes": [1, 1, -1]}, {"space": [-1]}])
def test_malformed_questions_are_refused(wrong: dict[str, list[int]]) -> None:
    given_ = {"takes": [60, 60, 30], "space": [100]} | wrong
    with pytest.raises(ValueError, match="must"):
        spaces_of(_two_in_one(0).places, np.array(given_["takes"]), np.array(given_["space"]))
