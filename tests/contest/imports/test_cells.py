from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.imports.domain import CellError, CellKind, Column, MoneyUnit, read_cell
from contest.imports.domain.cells import clean
from contest.kernel.columns import LocalizedText

TRACKS = {
    "life_health": LocalizedText("生命健康", "Life and health"),
    "green": LocalizedText("绿色环保", "Green"),
}


def column(kind: CellKind = CellKind.TEXT, **more: Any) -> Column:
    return Column("c", LocalizedText("列", "Column"), kind, **more)


def refused(column: Column, raw: Any) -> str:
    with pytest.raises(CellError) as caught:
        read_cell(column, raw)
    return caught.value.code


def test_text_is_trimmed_composed_and_kept_on_one_line() -> None:
    assert read_cell(column(), "\u3000 Cafe\u0301 \u200b\n 中心\x07 ") == "Café 中心"
    assert read_cell(column(lines=True), " 一\r\n二 ") == "一\n二"


@pytest.mark.parametrize("raw", ["=1+1", "+49 30", "-x", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_is_text(raw: str) -> None:
    assert read_cell(column(), raw) == raw


def test_a_required_cell_may_not_be_blank_and_an_optional_one_is_empty() -> None:
    assert refused(column(required=True), " \u3000") == "required"
    assert refused(column(CellKind.LIST, required=True), "；") == "required"
    assert [read_cell(column(kind), "") for kind in CellKind] == ["", None, None, None, None, None, ()]


def test_a_text_longer_than_its_limit_is_refused() -> None:
    assert read_cell(column(limit=3), "一二三") == "一二三"
    assert refused(column(limit=3), "一二三四") == "too_long"


@pytest.mark.parametrize(
    ("raw", "value"), [("12", 12), ("1,234.50", "1234.50"), ("１２", 12), ("-3", -3), ("1e3", 1000)]
)
def test_numbers_may_have_separators_and_full_width_digits(raw: str, value: Any) -> None:
    assert read_cell(column(CellKind.NUMBER), raw) == Decimal(value)


@pytest.mark.parametrize(
    "raw", ["zwölf", "1.2.3", "NaN", "Infinity", "1 2 x", "--1", "1e-999999999", "9" * 61]
)
def test_what_is_no_number_is_refused(raw: str) -> None:
    assert refused(column(CellKind.NUMBER), raw) == "not_a_number"


def test_a_number_outside_its_bounds_is_refused() -> None:
    bounded = column(CellKind.NUMBER, low=Decimal(0), high=Decimal(100))
    assert refused(bounded, "100.1") == refused(bounded, "-1") == "import_out_of_range"


@pytest.mark.parametrize(
    ("raw", "yuan"),
    [
        ("500", 5_000_000),
        ("500万", 5_000_000),
        ("500 万元", 5_000_000),
        ("1.2亿", 120_000_000),
        ("3,000,000元", 3_000_000),
        ("RMB 20万", 200_000),
        ("0", 0),
    ],
)
def test_money_is_kept_in_cents_and_says_its_unit_or_has_the_columns(raw: str, yuan: int) -> None:
    assert read_cell(column(CellKind.MONEY, unit=MoneyUnit.WAN), raw) == yuan * 100


@pytest.mark.parametrize(
    "raw", ["很多", "12 USD", "5百", "." * 40, "1" + " " * 20_000 + "x", "元", "1万亿万"]
)
def test_what_is_no_amount_is_refused(raw: str) -> None:
    assert refused(column(CellKind.MONEY), raw) == "not_a_number"


def test_an_amount_is_bounded_in_the_unit_of_its_column() -> None:
    bounded = column(CellKind.MONEY, unit=MoneyUnit.WAN, low=Decimal(0), high=Decimal(100))
    assert read_cell(bounded, "1000000元") == 100_000_000
    assert refused(bounded, "1000001元") == "import_out_of_range"


@pytest.mark.parametrize(
    "raw",
    ["2024-05-01", "2024/5/1", "2024.5.1", "2024年5月1日", "20240501", "2024-05-01 00:00:00", "２０２４-5-1"],
)
def test_days_are_read_in_the_ways_people_write_them(raw: str) -> None:
    assert read_cell(column(CellKind.DATE), raw) == date(2024, 5, 1)


@pytest.mark.parametrize("raw", ["2024-13-01", "2024-02-30", "2024", "1.5.2024", "0204-05-01", "gestern"])
def test_what_is_no_day_is_refused(raw: str) -> None:
    assert refused(column(CellKind.DATE), raw) == "not_a_date"


@pytest.mark.parametrize(
    ("raw", "value"), [("是", True), ("YES", True), ("1", True), ("否", False), ("no", False)]
)
def test_yes_and_no_are_understood_in_both_languages(raw: str, value: bool) -> None:
    assert read_cell(column(CellKind.FLAG), raw) is value
    assert refused(column(CellKind.FLAG), "也许") == "not_yes_or_no"


@pytest.mark.parametrize(
    "raw", ["life_health", "生命健康", "Life and Health", " LIFE_HEALTH ", "lifeandhealth"]
)
def test_a_choice_is_its_code_or_its_name_in_either_language(raw: str) -> None:
    assert read_cell(column(CellKind.CHOICE, options=TRACKS), raw) == "life_health"


def test_a_choice_that_is_not_offered_is_refused_with_what_was_written() -> None:
    with pytest.raises(CellError) as caught:
        read_cell(column(CellKind.CHOICE, options=TRACKS), "航天")
    assert (caught.value.code, caught.value.params) == ("not_an_option", {"value": "航天"})


def test_lists_are_split_cleaned_and_without_repetitions() -> None:
    assert read_cell(column(CellKind.LIST), "甲；乙, 丙、甲|丁\n ") == ("甲", "乙", "丙", "丁")
    assert read_cell(column(CellKind.LIST, options=TRACKS), "绿色环保;life_health") == (
        "green",
        "life_health",
    )
    assert read_cell(column(CellKind.LIST), ["a, b", "c"]) == ("a, b", "c")


def test_lists_are_bounded_in_length_and_in_their_items() -> None:
    assert refused(column(CellKind.LIST, most=1), "a;b") == "too_many_items"
    assert refused(column(CellKind.LIST, limit=2), "abc") == "item_too_long"
    assert refused(column(CellKind.LIST, options=TRACKS), "green;航天") == "not_an_option"


@settings(max_examples=200, derandomize=True)
@given(st.text(max_size=60))
def test_any_cell_is_read_or_refused_and_never_fails_otherwise(raw: str) -> None:
    for kind in CellKind:
        with suppress(CellError):
            read_cell(column(kind, options=TRACKS if kind is CellKind.CHOICE else None), raw)


@settings(max_examples=100, derandomize=True)
@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)
    assert clean(clean(raw, lines=False), lines=False) == clean(raw, lines=False)


@settings(max_examples=100, derandomize=True)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_of_two_centuries_is_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"):
        assert read_cell(column(CellKind.DATE), day.strftime(form)) == day
