"""A situation and scores become a plan."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment.domain import (
    Method,
    NobodyToPlace,
    Pair,
    PinBeyondRoom,
    PinBeyondSpace,
    Situation,
    Terms,
)
from matching.assignment.services.engine import Solved, solved
from matching.introductions.domain import Side

A, B, C = (UUID(int=number) for number in (1, 2, 3))
X, Y, Z = (UUID(int=number) for number in (11, 12, 13))
SCORES = {A: {X: 0.9, Y: 0.5}, B: {X: 0.8, Y: 0.2}, C: {X: 0.7}}


def pairs(made: Solved) -> set[Pair]:
    return {one.pair for one in made.pairs}


def test_places_go_where_the_fewest_go_short_then_where_they_fit_best() -> None:
    made = solved(Situation((A, B, C), {X: 1, Y: 1}), SCORES, Terms())
    assert pairs(made) == {Pair(A, Y), Pair(B, X)}
    assert made.outcome["shortfall"] == 1
    assert made.outcome["score"] == pytest.approx(1.3)
    assert made.outcome["proved"]
    places = {one.pair: one.place for one in made.pairs}
    assert places == {Pair(A, Y): 2, Pair(B, X): 1}


def test_a_price_says_what_one_more_place_gives_and_to_whom() -> None:
    made = solved(Situation((A, B, C), {X: 1, Y: 1}), SCORES, Terms())
    first = made.outcome["prices"][0]
    assert (first["profile"], first["pairs"], first["score"]) == (str(X), 1, pytest.approx(0.7))
    assert (first["places"], first["space"]) == (1, 0)
    assert first["gains"] == [{"winner": str(C), "gets": str(X), "instead": ""}]


def test_a_pin_says_what_it_costs() -> None:
    now = Situation((A, B), {X: 1, Y: 1}, pinned=frozenset({Pair(A, X)}), barred=frozenset({Pair(B, Y)}))
    made = solved(now, SCORES, Terms())
    assert pairs(made) == {Pair(A, X)}
    pin, bar = made.outcome["wishes"]
    assert (pin["project"], pin["pairs"], pin["score"]) == (str(A), 1, pytest.approx(0.4))
    assert (bar["project"], bar["pairs"], bar["score"]) == (str(B), 1, pytest.approx(0.2))


def test_who_was_asked_is_not_moved_for_a_better_fit() -> None:
    asked = frozenset({Pair(A, X), Pair(B, Y)})
    made = solved(Situation((A, B), {X: 1, Y: 1}, asked=asked), SCORES, Terms())
    assert pairs(made) == asked
    assert pairs(solved(Situation((A, B), {X: 1, Y: 1}), SCORES, Terms())) == {Pair(A, Y), Pair(B, X)}


def test_without_a_score_two_are_never_proposed() -> None:
    made = solved(Situation((C,), {X: 0, Y: 5}), SCORES, Terms())
    assert pairs(made) == set()
    assert made.outcome["shortfall"] == 1


def test_what_was_agreed_stands_even_where_places_are_gone() -> None:
    made = solved(Situation((A, B), {X: 0, Y: 1}, agreed=frozenset({Pair(A, X)})), SCORES, Terms())
    assert pairs(made) == {Pair(A, X), Pair(B, Y)}


def test_causes_are_named() -> None:
    with pytest.raises(NobodyToPlace):
        solved(Situation((), {X: 1}), {}, Terms())
    with pytest.raises(PinBeyondRoom) as refused:
        solved(Situation((A,), {X: 0}, pinned=frozenset({Pair(A, X)})), SCORES, Terms())
    assert refused.value.params == {"profile": str(X), "pinned": 1, "room": 0}


def test_where_both_sides_rank_the_plan_is_stable_and_tells_what_that_costs() -> None:
    preferences = {f"{Side.PROFILE}:{X}": (Pair(C, X), Pair(A, X)), f"{Side.PROJECT}:{B}": (Pair(B, Y),)}
    now = Situation((A, B, C), {X: 1, Y: 1}, preferences=preferences)
    made = solved(now, SCORES, Terms(method=Method.STABLE))
    # X would rather have C; A would rather have X, then Y; Y ranks A by score above B.
    assert pairs(made) == {Pair(C, X), Pair(A, Y)}
    assert made.outcome["stable"]
    assert made.outcome["best_score"] == pytest.approx(1.3)
    assert made.outcome["score"] == pytest.approx(1.2)


ROOMY = Situation((A, B, C), {X: 3}, space={X: 100}, need={A: 60, B: 60, C: 30})
ONE_PARK = {A: {X: 0.9}, B: {X: 0.8}, C: {X: 0.1}}


def test_space_is_as_hard_as_places_and_says_what_more_of_it_gives() -> None:
    made = solved(ROOMY, ONE_PARK, Terms())
    assert pairs(made) == {Pair(A, X), Pair(C, X)}
    assert made.outcome["proved"]
    assert made.outcome["space"] == {"stated": 1, "of": 100, "taken": 90, "tight": {str(X): 1}}
    (price,) = made.outcome["prices"]
    assert (price["places"], price["space"], price["pairs"]) == (0, 50, 1)
    assert price["gains"] == [{"winner": str(B), "gets": str(X), "instead": ""}]


def test_a_place_and_space_may_be_missing_together() -> None:
    (price,) = solved(replace(ROOMY, room={X: 2}), ONE_PARK, Terms()).outcome["prices"]
    assert (price["places"], price["space"], price["pairs"]) == (1, 50, 1)


def test_a_pin_says_what_the_space_it_takes_costs() -> None:
    both = frozenset({Pair(A, X)})
    made = solved(replace(ROOMY, need={A: 100, B: 60, C: 30}, pinned=both), ONE_PARK, Terms())
    assert pairs(made) == both
    (wish,) = made.outcome["wishes"]
    assert (wish["pairs"], wish["score"]) == (1, pytest.approx(0.0))


def test_what_was_agreed_stands_beyond_the_space_and_takes_all_of_it() -> None:
    now = replace(ROOMY, need={A: 120, B: 10, C: 0}, agreed=frozenset({Pair(A, X)}))
    assert pairs(solved(now, ONE_PARK, Terms())) == {Pair(A, X), Pair(C, X)}
    with pytest.raises(PinBeyondSpace) as refused:
        solved(replace(now, pinned=frozenset({Pair(B, X)})), ONE_PARK, Terms())
    assert refused.value.params == {"profile": str(X), "pinned": 130, "space": 100}


def test_a_stable_plan_overtakes_nobody_for_want_of_space() -> None:
    made = solved(ROOMY, ONE_PARK, Terms(method=Method.STABLE))
    # C would fit beside A, but X ranks B before C.
    assert pairs(made) == {Pair(A, X)}
    assert made.outcome["best_shortfall"] == 1
    assert made.outcome["space"]["tight"] == {str(X): 2}
    assert made.outcome["prices"][0]["space"] == 20


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Situation, dict[UUID, dict[UUID, float]], Terms]:
    some = st.frozensets(st.sampled_from([Pair(w, p) for w in (A, B, C) for p in (X, Y, Z)]), max_size=3)
    room = {profile: draw(st.integers(0, 2)) for profile in (X, Y, Z)}
    scores = {
        w: {p: draw(st.integers(0, 4)) / 4 for p in (X, Y, Z) if draw(st.booleans())} for w in (A, B, C)
    }
    now = Situation(
        (A, B, C),
        room,
        asked=draw(some),
        refused=draw(some),
        barred=draw(some),
        space={profile: draw(st.integers(0, 9)) for profile in (X, Y, Z) if draw(st.booleans())},
        need={winner: draw(st.integers(0, 5)) for winner in (A, B, C)},
    )
    return now, scores, Terms(each=draw(st.integers(1, 2)), method=draw(st.sampled_from(list(Method))))


@settings(deadline=None)
@given(worlds())
def test_no_plan_exceeds_places_or_spaces_or_heeds_no_veto(
    world: tuple[Situation, dict[UUID, dict[UUID, float]], Terms],
) -> None:
    now, scores, terms = world
    found = pairs(solved(now, scores, terms))
    assert not found & (now.refused | now.barred)
    for profile, room in now.room.items():
        assert sum(pair.profile_id == profile for pair in found) <= room
    for profile, space in now.space.items():
        assert now.area(found)[profile] <= space
    for winner in now.winners:
        assert sum(pair.project_id == winner for pair in found) <= terms.each
    assert all(pair.profile_id in scores[pair.project_id] for pair in found)


def test_a_stable_plan_is_compared_with_nothing_worse_though_the_best_was_not_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from contest.kernel.solvers import spacing

    monkeypatch.setattr(spacing, "MOST_WEIGHT", 0)  # the integer programme is never asked
    scores = {A: {X: 0.9}, B: {X: 0.8, Y: 0.7}, C: {X: 0.6, Y: 0.1}}
    now = Situation(
        (A, B, C),
        {X: 2, Y: 2},
        space={X: 100, Y: 50},
        need={A: 60, B: 40, C: 50},
        preferences={f"{Side.PROJECT}:{B}": (Pair(B, X),), f"{Side.PROJECT}:{C}": (Pair(C, Y),)},
    )
    outcome = solved(now, scores, Terms(method=Method.STABLE)).outcome
    assert (outcome["shortfall"], outcome["proved"]) == (0, False)
    assert outcome["best_shortfall"] == 0
