"""Publicity in working days from a holiday table, and names that must not be published."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.duplicates.domain.integrity import placeholder_names
from judging.publication.domain import (
    CalendarUnusable,
    PeriodState,
    PublicityPeriod,
    add_working_days,
    is_working_day,
    publicity_period,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NONE: frozenset[date] = frozenset()
# A national day week: 1 to 7 October closed, the Sunday before and the Saturday after worked.
HOLIDAYS = frozenset(date(2026, 10, day) for day in range(1, 8))
WORKED = frozenset({date(2026, 9, 27), date(2026, 10, 10)})
# The five names of the 2025 scandal in both scripts, encoded so that nobody finds them in the repository.
SCANDAL = base64.b64decode(
    "5byg5ZCJ5oOf44CB5p6X5Zu955Ge44CB5p6X546f5Lmm44CB5p6X6ZuF5Y2X44CB5rGf5aWV"
    "5LqR44CB5by15ZCJ5oOf44CB5p6X5ZyL55Ge44CB5p6X546f5pu444CB5rGf5aWV6Zuy"
).decode()

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_weekends_holidays_and_moved_work_days_decide_what_a_working_day_is() -> None:
    answers = {
        date(2026, 9, 26): False,  # Saturday
        date(2026, 9, 27): True,  # Sunday, worked
        date(2026, 9, 30): True,  # Wednesday
        date(2026, 10, 1): False,  # Thursday, holiday
    }
    assert {day: is_working_day(day, HOLIDAYS, WORKED) for day in answers} == answers


def test_five_working_days_across_a_long_holiday() -> None:
    # after Wednesday 30 September: 8, 9, 10 (a worked Saturday), 12, 13 October
    assert add_working_days(date(2026, 9, 30), 5, HOLIDAYS, WORKED) == date(2026, 10, 13)
    assert add_working_days(date(2026, 9, 30), 5, NONE, NONE) == date(2026, 10, 7)


@given(days, st.integers(0, 250), st.frozensets(days, max_size=40), st.frozensets(days, max_size=40))
@settings(max_examples=100, derandomize=True)
def test_the_answer_is_a_working_day_with_exactly_so_many_working_days_up_to_it(
    start: date, count: int, holidays: frozenset[date], extra: frozenset[date]
) -> None:
    end = add_working_days(start, count, holidays, extra)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day, holidays, extra) for day in between) == count
    assert end == start or is_working_day(end, holidays, extra)


def test_a_table_without_working_days_is_refused_rather_than_searched_for_ever() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(200))
    with pytest.raises(CalendarUnusable):
        add_working_days(date(2026, 1, 1), 1, closed, NONE)


def test_working_days_are_never_taken_away() -> None:
    with pytest.raises(ValueError, match="never taken away"):
        add_working_days(date(2026, 1, 1), -1, NONE, NONE)


def test_a_period_runs_from_publication_to_the_midnight_that_ends_its_last_day() -> None:
    published = datetime(2026, 9, 29, 15, 0, tzinfo=SHANGHAI)  # Tuesday
    period = publicity_period(published, 2, zone=SHANGHAI, holidays=HOLIDAYS, extra_workdays=WORKED)
    assert period == PublicityPeriod(published, datetime(2026, 10, 9, tzinfo=SHANGHAI))
    counted = publicity_period(
        published, 2, zone=SHANGHAI, holidays=HOLIDAYS, extra_workdays=WORKED, count_first_day=True
    )
    assert counted.ends == datetime(2026, 10, 1, tzinfo=SHANGHAI)


def test_the_first_day_counts_only_where_it_is_a_working_day() -> None:
    saturday = datetime(2026, 9, 26, 9, 0, tzinfo=SHANGHAI)
    period = publicity_period(
        saturday, 1, zone=SHANGHAI, holidays=NONE, extra_workdays=NONE, count_first_day=True
    )
    assert period.ends == datetime(2026, 9, 29, tzinfo=SHANGHAI)


def test_the_day_of_publication_is_the_one_in_shanghai() -> None:
    late_on_monday = datetime(2026, 9, 21, 17, 0, tzinfo=UTC)  # Tuesday 01:00 in Shanghai
    period = publicity_period(late_on_monday, 1, zone=SHANGHAI, holidays=NONE, extra_workdays=NONE)
    assert period.ends == datetime(2026, 9, 24, tzinfo=SHANGHAI)


def test_the_period_is_open_from_its_first_moment_and_closed_at_its_last() -> None:
    starts, ends = datetime(2026, 9, 29, 15, tzinfo=SHANGHAI), datetime(2026, 10, 9, tzinfo=SHANGHAI)
    period, moment = PublicityPeriod(starts, ends), timedelta(microseconds=1)
    assert period.state(starts - moment) is PeriodState.UPCOMING
    assert period.state(starts) is PeriodState.OPEN
    assert period.state(ends.astimezone(UTC) - moment) is PeriodState.OPEN
    assert period.state(ends) is PeriodState.CLOSED


def test_a_period_without_length_or_zone_cannot_be_made() -> None:
    noon = datetime(2026, 9, 29, 12, tzinfo=SHANGHAI)
    for starts, ends in [(noon, noon), (noon, datetime(2026, 9, 30))]:  # noqa: DTZ001 - naive on purpose
        with pytest.raises(ValueError, match="aware"):
            PublicityPeriod(starts, ends)
    with pytest.raises(ValueError, match="at least one"):
        publicity_period(noon, 0, zone=SHANGHAI, holidays=NONE, extra_workdays=NONE)


def test_the_well_known_placeholder_names_are_caught_in_both_scripts() -> None:
    names = SCANDAL.split("、")
    assert len(names) == 9
    assert placeholder_names(names) == names
    spaced = [f" {name[0]} {name[1:]}。" for name in names]
    assert placeholder_names(spaced) == spaced
    assert placeholder_names([SCANDAL]) == [SCANDAL]


@pytest.mark.parametrize(
    "name",
    [
        *("张三", "李 四", "王五（组长）", "沈清澜、李四", "某某", "王某某", "示例姓名甲"),
        *("测试", "测试用户2", "(test)", "TEST01", "T e s t", "John Doe", "xxx"),
        *("待定", "N/A", "13800000000", "——", "  "),
    ],
)
def test_sample_names_are_caught_however_they_are_written(name: str) -> None:
    assert placeholder_names([name]) == [name]


def test_names_that_people_bear_pass() -> None:
    names = ["沈清澜", "欧阳知砚", "张一三", "顾念蘅、陆栖迟（联合创始人）", "Testa Marchetti", "Rao, Na"]
    assert placeholder_names(names) == []
