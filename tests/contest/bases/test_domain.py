"""Titles of bases last three years and do not overlap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.bases.domain import TitleDates, TitlesOverlap, TitleState, ensure_no_overlap, holds_on


@dataclass(frozen=True)
class Title:
    valid_from: date
    valid_to: date
    state: TitleState = TitleState.VALID


def test_a_title_lasts_three_years_with_its_last_day() -> None:
    assert TitleDates.starting(date(2026, 1, 1)) == TitleDates(date(2026, 1, 1), date(2028, 12, 31))


def test_a_title_from_the_twenty_ninth_of_february_ends_on_the_twenty_eighth() -> None:
    assert TitleDates.starting(date(2028, 2, 29)).valid_to == date(2031, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_the_title_after_expiry_starts_the_day_after_and_never_overlaps(day: date) -> None:
    first = TitleDates.starting(day)
    following = TitleDates.starting(first.valid_to + timedelta(days=1))
    ensure_no_overlap(following, [Title(first.valid_from, first.valid_to)])
    with pytest.raises(TitlesOverlap):
        ensure_no_overlap(TitleDates.starting(first.valid_to), [Title(first.valid_from, first.valid_to)])


@pytest.mark.parametrize(
    ("state", "day", "holds"),
    [
        (TitleState.VALID, date(2026, 1, 1), True),
        (TitleState.VALID, date(2028, 12, 31), True),
        (TitleState.VALID, date(2029, 1, 1), False),
        (TitleState.VALID, date(2025, 12, 31), False),
        (TitleState.RECTIFYING, date(2026, 5, 1), True),
        (TitleState.DELISTED, date(2026, 5, 1), False),
    ],
)
def test_rights_hold_within_the_dates_unless_delisted(state: TitleState, day: date, holds: bool) -> None:
    assert holds_on(Title(date(2026, 1, 1), date(2028, 12, 31), state), day) is holds


def test_a_delisted_title_does_not_stand_in_the_way_of_a_new_one() -> None:
    ensure_no_overlap(
        TitleDates.starting(date(2026, 6, 1)),
        [Title(date(2026, 1, 1), date(2028, 12, 31), TitleState.DELISTED)],
    )
