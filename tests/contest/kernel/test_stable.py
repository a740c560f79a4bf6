"""Deferred acceptance: stable for any sizes, and the best of all stable results for every winner."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.solvers.stable import Sides, blocking, settle, settle_within


@st.composite
def sides(draw: st.DrawFn, *, most_wanted: int = 2) -> Sides:
    winners = [f"w{n}" for n in range(draw(st.integers(1, 4)))]
    places = [f"p{n}" for n in range(draw(st.integers(1, 3)))]
    open_ = {pair for pair in itertools.product(winners, places) if draw(st.integers(0, 4))}
    likes = {w: [p for p in draw(st.permutations(places)) if (w, p) in open_] for w in winners}
    ranks = {
        p: {w: n for n, w in enumerate(draw(st.permutations(winners))) if (w, p) in open_} for p in places
    }
    wanted = {w: draw(st.integers(0, most_wanted)) for w in winners}
    return Sides(likes, ranks, wanted, {p: draw(st.integers(0, 2)) for p in places})


def every_choice(given_: Sides) -> list[dict[str, list[str]]]:
    """Return every choice within the bounds."""
    each = [
        [list(some) for size in range(given_.wanted[w] + 1) for some in itertools.combinations(order, size)]
        for w, order in given_.likes.items()
    ]
    found = []
    for picked in itertools.product(*each):
        loads = {p: sum(p in some for some in picked) for p in given_.room}
        if all(loads[p] <= given_.room[p] for p in loads):
            found.append(dict(zip(given_.likes, picked, strict=True)))
    return found


@given(sides())
def test_no_pair_would_rather_have_each_other(given_: Sides) -> None:
    found = settle(given_)
    assert blocking(given_, found) == []
    for winner, places in found.items():
        assert len(places) <= given_.wanted[winner]
        assert set(places) <= set(given_.likes[winner])
    for place, room in given_.room.items():
        assert sum(place in places for places in found.values()) <= room


@given(sides(most_wanted=1))
def test_no_stable_choice_is_better_for_any_winner(given_: Sides) -> None:
    found = settle(given_)
    stable = [choice for choice in every_choice(given_) if not blocking(given_, choice)]
    assert found in stable
    for choice in stable:
        for winner, places in choice.items():
            # Whoever is left without a place in one stable choice is so in all.
            assert bool(places) == bool(found[winner])
            assert not places or not given_.likes_better(winner, places[0], found[winner][0])


@given(sides(), st.randoms(use_true_random=False))
def test_the_order_of_winners_makes_no_difference(given_: Sides, chance: object) -> None:
    turned = list(given_.likes)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    again = settle(Sides({w: given_.likes[w] for w in turned}, given_.ranks, given_.wanted, given_.room))
    assert again == settle(given_)


@st.composite
def roomy(draw: st.DrawFn) -> tuple[Sides, dict[str, int], dict[str, int]]:
    """Sides with the space each winner takes and most places state; nobody is listed who would not fit alone."""
    given_ = draw(sides())
    takes = {w: draw(st.integers(0, 4)) for w in given_.likes}
    space = {p: draw(st.integers(0, 8)) for p in given_.room if draw(st.integers(0, 3))}

    def fits(winner: str, place: str) -> bool:
        return takes[winner] <= space.get(place, 9)

    likes = {w: [p for p in order if fits(w, p)] for w, order in given_.likes.items()}
    ranks = {p: {w: n for w, n in of.items() if fits(w, p)} for p, of in given_.ranks.items()}
    return Sides(likes, ranks, given_.wanted, given_.room), takes, space


@given(roomy())
def test_every_space_holds_and_nobody_is_overtaken_by_a_lower_ranked_one(
    world: tuple[Sides, dict[str, int], dict[str, int]],
) -> None:
    given_, takes, space = world
    found, lowered = settle_within(given_, takes, space)
    assert blocking(lowered, found) == []
    for place, room in given_.room.items():
        held = [winner for winner, places in found.items() if place in places]
        assert len(held) <= lowered.room[place] <= room
        assert sum(takes[winner] for winner in held) <= space.get(place, 99)
        for winner in set(given_.ranks[place]) - set(held):
            overtaken = any(given_.ranks[place][one] > given_.ranks[place][winner] for one in held)
            content = len(found[winner]) >= given_.wanted[winner] and all(
                given_.likes_better(winner, one, place) for one in found[winner]
            )
            assert content or not overtaken


@given(roomy())
def test_places_are_lowered_only_where_a_space_asks_for_it(
    world: tuple[Sides, dict[str, int], dict[str, int]],
) -> None:
    given_, takes, _space = world
    assert settle_within(given_, takes, {}) == (settle(given_), given_)


def test_a_place_whose_space_is_short_goes_down_to_the_best_ranked_that_fit() -> None:
    given_ = Sides(
        likes={"a": ["x"], "b": ["x", "y"], "c": ["x"]},
        ranks={"x": {"a": 0, "b": 1, "c": 2}, "y": {"b": 0}},
        wanted={"a": 1, "b": 1, "c": 1},
        room={"x": 3, "y": 1},
    )
    found, lowered = settle_within(given_, {"a": 60, "b": 60, "c": 30}, {"x": 100})
    # c would fit beside a, but x ranks b before it.
    assert found == {"a": ["x"], "b": ["y"], "c": []}
    assert lowered.room == {"x": 1, "y": 1}


def test_a_pair_that_would_rather_have_each_other_is_found() -> None:
    given_ = Sides(
        likes={"a": ["x", "y"], "b": ["x", "y"]},
        ranks={"x": {"a": 0, "b": 1}, "y": {"a": 0, "b": 1}},
        wanted={"a": 1, "b": 1},
        room={"x": 1, "y": 1},
    )
    assert blocking(given_, {"a": ["y"], "b": ["x"]}) == [("a", "x")]
    assert settle(given_) == {"a": ["x"], "b": ["y"]}
