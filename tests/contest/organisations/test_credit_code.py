"""The unified social credit code (GB 32100-2015)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.organisations.domain import (
    CREDIT_ALPHABET,
    credit_check_character,
    credit_code_problem,
    normalise_credit_code,
)

bodies = st.text(CREDIT_ALPHABET, min_size=17, max_size=17)


def test_the_published_example_of_the_standard_is_accepted() -> None:
    # The example the standard itself computes; its body has weight sum 27 short of a multiple of 31.
    assert credit_code_problem("91350100M000100Y43") is None


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91350100M000100Y4", "credit_code_length"),
        ("91350100M000100Y430", "credit_code_length"),
        ("", "credit_code_length"),
        ("91350100I000100Y43", "credit_code_characters"),
        ("91350100m000100y43", "credit_code_characters"),
        ("91350100M000100Y44", "credit_code_check"),
    ],
)
def test_what_is_wrong_is_said(code: str, problem: str) -> None:
    assert credit_code_problem(code) == problem


@settings(max_examples=60, derandomize=True)
@given(bodies, st.integers(0, 16), st.sampled_from(CREDIT_ALPHABET))
def test_any_single_mistyped_character_is_found(body: str, place: int, typed: str) -> None:
    code = body + credit_check_character(body)
    assert credit_code_problem(code) is None
    mistyped = code[:place] + typed + code[place + 1 :]
    assert (credit_code_problem(mistyped) is None) == (mistyped == code)


@settings(max_examples=60, derandomize=True)
@given(bodies, st.integers(0, 15))
def test_two_neighbours_swapped_are_found(body: str, place: int) -> None:
    code = body + credit_check_character(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (credit_code_problem(swapped) is None) == (swapped == code)


def test_blanks_and_small_letters_are_forgiven_at_the_door() -> None:
    assert normalise_credit_code(" 91350100 m000100y43 ") == "91350100M000100Y43"
