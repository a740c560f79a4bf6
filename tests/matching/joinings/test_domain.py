"""What may come of meeting a possible partner."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.errors import Invalid
from matching.joinings.domain import Came, Said, is_on_board, said_errors
from matching.outcomes.domain import ANSWER_WITHIN, NOTE_LIMIT, OutcomeState, check_why, state_at
from matching.team_gaps.domain import Commitment, fills

TODAY = date(2026, 6, 30)
SINCE = TODAY - timedelta(days=10)
FULL, PART, ADVISORY = Commitment.FULL_TIME, Commitment.PART_TIME, Commitment.ADVISORY


@given(st.sampled_from(Came), st.none() | st.sampled_from(Commitment), st.integers(-30, 30))
def test_a_day_since_the_introduction_is_needed_and_of_who_joined_for_how_much_of_their_time(
    came: Came, joined_as: Commitment | None, day: int
) -> None:
    said = Said(came, TODAY + timedelta(days=day), joined_as)
    fine = -10 <= day <= 0 and (joined_as is not None) is (came is Came.JOINED)
    assert (said_errors(said, since=SINCE, today=TODAY) == []) is fine


def test_each_mistake_is_named_beside_its_field() -> None:
    wrong = Said(Came.MET, TODAY + timedelta(days=1), FULL, "x" * (NOTE_LIMIT + 1))
    found = said_errors(wrong, since=SINCE, today=TODAY)
    assert [(error.field, error.code) for error in found] == [
        ("happened_on", "outcome_ahead"),
        ("joined_as", "joining_no_commitment"),
        ("note", "too_long"),
    ]
    unsaid = said_errors(Said(Came.JOINED, TODAY), since=SINCE, today=TODAY)
    assert [(error.field, error.code) for error in unsaid] == [("joined_as", "required")]


@pytest.mark.parametrize(
    ("wanted", "filled_by"),
    [
        (None, {FULL, PART, ADVISORY}),
        (FULL, {FULL}),
        (PART, {FULL, PART}),
        (ADVISORY, {FULL, PART, ADVISORY}),
    ],
)
def test_a_role_is_filled_by_whoever_gives_as_much_time_as_it_asks_for(
    wanted: Commitment | None, filled_by: set[Commitment]
) -> None:
    assert {one for one in Commitment if fills(wanted, one)} == filled_by


def test_whoever_joined_is_there_until_they_part_and_may_join_again() -> None:
    met, joined = Said(Came.MET, SINCE), Said(Came.JOINED, SINCE + timedelta(days=3), FULL)
    parted, again = Said(Came.PARTED, SINCE + timedelta(days=5)), Said(Came.JOINED, TODAY, ADVISORY)
    early = Said(Came.PARTED, SINCE + timedelta(days=1))
    assert not is_on_board([])
    assert not is_on_board([met])
    assert not is_on_board([early])
    assert is_on_board([met, joined])
    assert is_on_board([early, joined])
    assert not is_on_board([parted, joined])
    assert is_on_board([again, parted, joined])


@given(st.sampled_from(OutcomeState), st.timedeltas(timedelta(0), 3 * ANSWER_WITHIN))
def test_only_what_waits_expires_and_only_after_two_months(state: OutcomeState, age: timedelta) -> None:
    told = datetime(2026, 6, 1).astimezone()
    late = state is OutcomeState.REPORTED and age >= ANSWER_WITHIN
    assert state_at(state, told, told + age) is (OutcomeState.EXPIRED if late else state)


@pytest.mark.parametrize(("why", "code"), [(" \n", "required"), ("x" * (NOTE_LIMIT + 1), "too_long")])
def test_whoever_disagrees_says_how_it_was(why: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_why(why)
    assert [(error.field, error.code) for error in refused.value.errors] == [("note", code)]
    assert check_why(" 并未见面 ") == "并未见面"
