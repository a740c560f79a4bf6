"""Direct slots: two a year, freed by rule, never more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.nominations.domain import (
    ACTIVE,
    HOLDING,
    MOVES,
    DirectSlots,
    Move,
    MoveRefused,
    NominationState,
    SlotsExhausted,
    after,
)


def test_a_base_has_two_slots_and_then_none() -> None:
    assert DirectSlots(2, frozenset()).next_free() == 1
    assert DirectSlots(2, frozenset({1})).next_free() == 2
    with pytest.raises(SlotsExhausted):
        DirectSlots(2, frozenset({1, 2})).next_free()


def test_a_freed_slot_is_given_again() -> None:
    assert DirectSlots(2, frozenset({2})).next_free() == 1


@given(st.integers(0, 20), st.sets(st.integers(1, 20)))
def test_the_next_slot_is_always_free_and_within_the_allowance(allowed: int, taken: set[int]) -> None:
    slots = DirectSlots(allowed, frozenset(taken))
    try:
        given_slot = slots.next_free()
    except SlotsExhausted:
        assert set(range(1, allowed + 1)) <= taken
    else:
        assert given_slot not in taken
        assert 1 <= given_slot <= allowed


@given(st.sampled_from(NominationState), st.sampled_from(Move), st.booleans())
def test_every_move_is_either_in_the_table_or_refused(
    state: NominationState, move: Move, returns: bool
) -> None:
    if state in MOVES[move]:
        following = after(state, move, slot_returns_on_refusal=returns)
        frees = following not in HOLDING
        refusing = move in {Move.REFUSE, Move.FAIL_CHECK}
        assert frees is (move in {Move.DECLINE, Move.WITHDRAW} or (refusing and returns))
    else:
        with pytest.raises(MoveRefused):
            after(state, move, slot_returns_on_refusal=returns)


def test_only_the_formal_check_ends_a_confirmed_nomination_and_every_ended_one_stays_ended() -> None:
    assert [move for move in Move if NominationState.CONFIRMED in MOVES[move]] == [Move.FAIL_CHECK]
    for state in set(NominationState) - ACTIVE:
        assert all(state not in targets for targets in MOVES.values())


def test_a_refused_slot_that_is_kept_counts_as_taken_but_not_as_active() -> None:
    assert {NominationState.REFUSED_SLOT_KEPT} == HOLDING - ACTIVE
