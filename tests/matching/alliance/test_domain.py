"""What may happen to a membership of the alliance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.errors import Invalid
from matching.alliance.domain import (
    OF_FIRM,
    OF_OFFICE,
    AllianceStateError,
    Application,
    Move,
    after,
    check,
    check_reason,
    possible,
)
from matching.profiles.domain import AllianceState


@given(st.sampled_from(AllianceState), st.sampled_from(Move))
def test_a_move_is_offered_exactly_where_it_is_taken(state: AllianceState, move: Move) -> None:
    offered = move in possible(state, OF_FIRM + OF_OFFICE)
    if offered:
        assert after(state, move) is not state
    else:
        with pytest.raises(AllianceStateError):
            after(state, move)


@given(st.lists(st.sampled_from(OF_FIRM), max_size=8))
def test_no_moves_of_the_firm_alone_make_it_a_member(moves: list[Move]) -> None:
    state = AllianceState.NONE
    for move in moves:
        if move in possible(state, OF_FIRM):
            state = after(state, move)
    assert state in {AllianceState.NONE, AllianceState.APPLIED}


def test_whoever_was_refused_applies_again_and_whoever_is_suspended_does_not() -> None:
    assert possible(AllianceState.REFUSED, OF_FIRM) == [Move.APPLY]
    assert possible(AllianceState.SUSPENDED, OF_FIRM) == []
    assert possible(AllianceState.SUSPENDED, OF_OFFICE) == [Move.REINSTATE]


def test_an_application_says_why_and_shows_its_record() -> None:
    check(Application("为项目提供资金", "两支基金", "https://example.com"))
    with pytest.raises(Invalid) as caught:
        check(Application(" ", "", "javascript:alert(1)"))
    assert [(one.field, one.code) for one in caught.value.errors] == [
        ("reason", "required"),
        ("record", "required"),
        ("link", "not_a_link"),
    ]


@pytest.mark.parametrize("move", [Move.REFUSE, Move.SUSPEND])
def test_a_decision_against_the_firm_says_why(move: Move) -> None:
    with pytest.raises(Invalid):
        check_reason(move, "  ")
    check_reason(Move.APPROVE, "")
