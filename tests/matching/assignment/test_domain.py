"""What a plan must heed, and how plans differ."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.errors import Invalid
from matching.assignment.domain import (
    Change,
    Method,
    Pair,
    PinBeyondSpace,
    Situation,
    Terms,
    difference,
    ensure_room,
    over_pinned,
    over_spaced,
    stale,
)
from matching.profiles.domain import ProfileKind

A, B = (UUID(int=number) for number in (1, 2))
X, Y = (UUID(int=number) for number in (11, 12))
PAIRS = [Pair(winner, profile) for winner in (A, B) for profile in (X, Y)]
some_pairs = st.frozensets(st.sampled_from(PAIRS))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    return Situation(
        winners=(A, B),
        room={X: draw(st.integers(0, 2)), Y: draw(st.integers(0, 2))},
        agreed=draw(some_pairs),
        asked=draw(some_pairs),
        refused=draw(some_pairs),
        pinned=draw(some_pairs),
        barred=draw(some_pairs),
    )


@given(situations())
def test_no_pair_is_both_kept_and_closed(now: Situation) -> None:
    assert not now.kept & now.closed
    assert not now.standing & now.closed
    assert now.agreed <= now.kept


def test_an_answer_outweighs_the_office() -> None:
    pair = Pair(A, X)
    nothing = Situation((A,), {X: 1})
    assert pair not in replace(nothing, pinned=frozenset({pair}), refused=frozenset({pair})).kept
    assert pair in replace(nothing, barred=frozenset({pair}), agreed=frozenset({pair})).kept


@given(situations())
def test_the_fingerprint_heeds_every_fact_and_no_order(now: Situation) -> None:
    terms = Terms()
    turned = replace(now, winners=now.winners[::-1], room=dict(reversed(now.room.items())))
    assert turned.fingerprint(terms) == now.fingerprint(terms)
    other = [
        replace(now, winners=now.winners[:1]),
        replace(now, room={**now.room, X: now.room[X] + 1}),
        replace(now, space={X: 100}),
        replace(now, need={A: 60}),
        replace(now, preferences={"project:1": (PAIRS[0], PAIRS[1])}),
        *(
            replace(now, **{name: getattr(now, name) ^ {PAIRS[0]}})
            for name in ("agreed", "asked", "refused", "pinned", "barred")
        ),
    ]
    prints = {one.fingerprint(terms) for one in other} | {
        now.fingerprint(Terms(method=Method.STABLE)),
        now.fingerprint(Terms(usual_space=60)),
    }
    assert len(prints) == len(other) + 2
    assert now.fingerprint(terms) not in prints


def test_pins_beyond_the_places_are_found_but_not_answers() -> None:
    full = Situation((A, B), {X: 1}, agreed=frozenset({Pair(A, X), Pair(B, X)}))
    assert over_pinned(full) == {}
    assert over_pinned(Situation((A, B), {X: 1}, pinned=frozenset({Pair(A, X), Pair(B, X)}))) == {X: 2}


def test_pins_beyond_the_space_are_found_but_not_answers_nor_who_needs_none() -> None:
    roomy = Situation((A, B), {X: 5}, space={X: 100}, need={A: 60, B: 60})
    both = frozenset({Pair(A, X), Pair(B, X)})
    assert over_spaced(replace(roomy, agreed=both)) == {}
    assert over_spaced(replace(roomy, pinned=both)) == {X: 120}
    assert over_spaced(replace(roomy, pinned=both, space={})) == {}
    assert over_spaced(replace(roomy, agreed=frozenset({Pair(A, X)}), pinned=both, need={A: 120})) == {}
    with pytest.raises(PinBeyondSpace) as refused:
        ensure_room(replace(roomy, pinned=both))
    assert refused.value.params == {"profile": str(X), "pinned": 120, "space": 100}
    ensure_room(replace(roomy, pinned=both), only=Y)


def test_what_became_of_each_pair() -> None:
    before, after = [Pair(A, X), Pair(B, X), Pair(B, Y)], [Pair(A, X), Pair(A, Y)]
    change = difference(before, after, refused=[Pair(B, X)])
    assert change.changes == {
        Pair(A, X): Change.KEPT,
        Pair(A, Y): Change.ADDED,
        Pair(B, X): Change.DECLINED,
        Pair(B, Y): Change.MOVED,
    }
    assert change.of(Change.ADDED) == [Pair(A, Y)]
    assert change.count(Change.MOVED) == 1


def test_a_draft_is_stale_where_a_side_is_gone_said_no_or_has_no_place_left() -> None:
    pairs = [Pair(A, X), Pair(B, Y)]
    now = Situation((A, B), {X: 1, Y: 1})
    assert stale(now, pairs) == []
    assert stale(replace(now, winners=(A,)), pairs) == [Pair(B, Y)]
    assert stale(replace(now, room={X: 1}), pairs) == [Pair(B, Y)]
    assert stale(replace(now, room={X: 1, Y: 0}), pairs) == [Pair(B, Y)]
    assert stale(replace(now, refused=frozenset({Pair(A, X)})), pairs) == [Pair(A, X)]
    # Somebody agreed with X by themselves meanwhile: the place is taken.
    assert stale(replace(now, agreed=frozenset({Pair(B, X)})), pairs) == [Pair(A, X)]


def test_a_draft_is_stale_where_space_has_gone_but_not_for_who_needs_none() -> None:
    pairs = [Pair(A, X), Pair(B, X)]
    now = Situation((A, B), {X: 5}, space={X: 100}, need={A: 60, B: 40})
    assert stale(now, pairs) == []
    assert stale(replace(now, space={X: 99}), pairs) == pairs
    assert stale(replace(now, space={X: 59}, need={A: 60, B: 0}), pairs) == [Pair(A, X)]
    assert stale(replace(now, space={X: 99}, agreed=frozenset({Pair(A, X)})), pairs) == [Pair(B, X)]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(each=0), "each"),
        (Terms(usual_room=51), "usual_room"),
        (Terms(usual_space=-1), "usual_space"),
    ],
)
def test_terms_out_of_bounds_are_named(terms: Terms, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        terms.checked()
    assert [error.field for error in refused.value.errors] == [field]
    assert Terms.of(Terms(each=3, usual_space=70).as_dict()) == Terms(each=3, usual_space=70)


def test_a_plan_from_before_spaces_counted_heeds_none() -> None:
    stored = {name: value for name, value in Terms().as_dict().items() if name != "usual_space"}
    assert Terms.of(stored) == Terms(usual_space=0)
    assert Terms.usual(ProfileKind.PARK).usual_space > 0
    assert Terms.usual(ProfileKind.MENTOR).usual_space == 0


def test_strangers_are_no_winners() -> None:
    assert stale(Situation((A,), {X: 1}), [Pair(uuid4(), X)])
