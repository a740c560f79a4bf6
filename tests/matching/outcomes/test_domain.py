"""What may be reported, and how two sides agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.landings.domain import Milestone
from matching.outcomes.domain import (
    MOST_CENTS,
    NEEDS_AMOUNT,
    NOTE_LIMIT,
    POSSIBLE,
    WITH_AMOUNT,
    OutcomeAnswered,
    OutcomeState,
    Report,
    answered,
    report_errors,
)
from matching.profiles.domain import ProfileKind

TODAY = date(2026, 11, 29)
SINCE = TODAY - timedelta(days=10)


def codes(report: Report, kind: ProfileKind = ProfileKind.INVESTOR) -> list[tuple[str, str]]:
    found = report_errors(report, kind=kind, since=SINCE, today=TODAY)
    return [(error.field, error.code) for error in found]


@given(
    st.sampled_from(ProfileKind),
    st.sampled_from(Milestone),
    st.integers(-400, 400),
    st.none() | st.integers(-5, MOST_CENTS + 5),
)
def test_only_what_is_possible_between_introduction_and_today_is_taken(
    kind: ProfileKind, milestone: Milestone, day: int, cents: int | None
) -> None:
    report = Report(milestone, TODAY + timedelta(days=day), cents)
    amount = (
        milestone not in NEEDS_AMOUNT
        if cents is None
        else milestone in WITH_AMOUNT and 0 < cents <= MOST_CENTS
    )
    fine = milestone in POSSIBLE[kind] and -10 <= day <= 0 and amount
    assert (codes(report, kind) == []) is fine


def test_each_mistake_is_named_beside_its_field() -> None:
    ahead = Report(Milestone.LEASED, TODAY + timedelta(days=1), 100, note="x" * (NOTE_LIMIT + 1))
    assert codes(ahead) == [
        ("milestone", "outcome_not_of_kind"),
        ("happened_on", "outcome_ahead"),
        ("amount", "outcome_no_amount"),
        ("note", "too_long"),
    ]
    assert codes(Report(Milestone.INVESTED, TODAY)) == [("amount", "outcome_amount_needed")]
    assert codes(Report(Milestone.INVESTED, TODAY, 5, "XAU")) == [("currency", "outcome_currency")]
    early = Report(Milestone.MET, SINCE - timedelta(days=1))
    assert codes(early) == [("happened_on", "outcome_before_introduction")]


def test_only_what_waits_is_answered() -> None:
    assert answered(OutcomeState.REPORTED, OutcomeState.CONFIRMED) is OutcomeState.CONFIRMED
    for state in set(OutcomeState) - {OutcomeState.REPORTED}:
        with pytest.raises(OutcomeAnswered):
            answered(state, OutcomeState.CONFIRMED)
