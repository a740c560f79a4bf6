"""What a profile may say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Invalid
from contest.projects.domain import Financing
from matching.profiles.domain import (
    FIELDS,
    WANTED,
    Freshness,
    ProfileData,
    ProfileKind,
    check,
    company_key,
    freshness,
    missing,
)
from matching.profiles.rounds import financing_of

NAME = LocalizedText("海屿资本", "Haiyu Capital")


def problems(**values: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        check(ProfileData(**{"name": NAME, **values}), tracks={"green"})  # type: ignore[arg-type]
    return {error.field: error.code for error in caught.value.errors}


def test_a_name_is_all_a_profile_needs() -> None:
    check(ProfileData(name=NAME), tracks=())
    assert problems(name=LocalizedText()) == {"name.zh": "required"}


def test_what_cannot_be_stored_is_named_field_by_field() -> None:
    found = problems(
        track_codes=("green", "none"),
        growth_stages=("adult",),
        districts=("310110", "paris"),
        ticket_low_cents=5,
        ticket_high_cents=4,
        capacity=-1,
        text=LocalizedText("字" * 4001),
    )
    assert found == {
        "track_codes": "not_a_choice",
        "growth_stages": "not_a_choice",
        "districts": "not_a_choice",
        "ticket_high_cents": "ticket_order",
        "capacity": "out_of_range",
        "text.zh": "too_long",
    }


def test_no_free_place_is_an_answer_and_nothing_said_is_none() -> None:
    values = {"text": NAME, "capacity": 0, "languages": ()}
    assert "capacity" not in missing(ProfileKind.MENTOR, values)
    assert {"languages", "track_codes"} <= set(missing(ProfileKind.MENTOR, values))


@pytest.mark.parametrize("kind", ProfileKind)
def test_what_is_wanted_can_be_filled_in(kind: ProfileKind) -> None:
    assert set(WANTED[kind]) <= set(FIELDS[kind])


def test_a_profile_is_fresh_for_half_a_year() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    found = [freshness(at, now) for at in (now - timedelta(days=180), now - timedelta(days=181), None)]
    assert found == [Freshness.FRESH, Freshness.OLD, Freshness.NEVER]


def test_companies_are_told_apart_by_id_and_else_by_name() -> None:
    assert company_key("Lan Xin", "k1") == company_key("另一个名字", "k1")
    assert company_key("Lan Xin") == company_key("lanxin ")
    assert company_key("Lan Xin") != company_key("Lan Xing")


@pytest.mark.parametrize(
    ("name", "financing"),
    [
        ("天使轮", Financing.ANGEL),
        ("种子轮", Financing.SEED),
        ("Pre-A轮", Financing.PRE_A),
        ("Pre Series A", Financing.PRE_A),
        ("A轮", Financing.A),
        ("Series A", Financing.A),
        ("A+轮", Financing.A_PLUS),
        ("B+轮", Financing.B),
        ("Series B2", Financing.B),
        ("C轮", Financing.C),
        ("Series E", Financing.D_PLUS),
        ("战略投资", Financing.STRATEGIC),
        ("IPO上市", Financing.LISTED),
        ("Pre-IPO", Financing.PRE_IPO),
        ("Private Equity Round", None),
        ("", None),
    ],
)
def test_rounds_are_read_from_the_words_of_sources(name: str, financing: Financing | None) -> None:
    assert financing_of(name) is financing
