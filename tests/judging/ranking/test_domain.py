"""One score from several sheets, and places with ties."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel.errors import FieldError, Invalid
from judging.ranking import domain as ranking
from judging.ranking.domain import AtCut, Item, Method, Reason

scores = st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=9)


def uid(number: int) -> UUID:
    return UUID(int=number)


def item(number: int, *points: str, **more: Any) -> Item:
    return Item(uid(number), tuple(map(D, points)), **more)


def ranks(placed: Sequence[ranking.Placed]) -> list[tuple[int, int | None]]:
    return [(one.id.int, one.rank) for one in placed]


@given(scores)
@settings(max_examples=100, derandomize=True)
def test_the_trimmed_mean_drops_exactly_one_highest_and_one_lowest(points: list[D]) -> None:
    trimmed = ranking.trimmed_mean(points)
    if len(points) < 5:
        assert trimmed == ranking.mean(points)
    else:
        exact = [Fraction(p) for p in points]
        assert trimmed * (len(points) - 2) == sum(exact) - max(exact) - min(exact)


def test_a_repeated_highest_score_is_dropped_once() -> None:
    assert ranking.trimmed_mean([D(90), D(90), D(80), D(70), D(70)]) == 80
    assert ranking.trimmed_mean([D(90), D(70), D(74)], min_for_trim=3) == 74
    assert ranking.trimmed_mean([D(90), D(70), D(74), D(74)]) == 77


def test_a_mean_is_exact() -> None:
    assert ranking.mean([D("0.1"), D("0.2"), Fraction(1, 3)]) == Fraction(19, 90)
    for refused in (lambda: ranking.mean([]), lambda: ranking.trimmed_mean([D(1)] * 5, min_for_trim=2)):
        with pytest.raises(ValueError, match="score"):
            refused()


def test_spread_is_the_sample_standard_deviation_and_gap_the_range() -> None:
    points = [D(80), D(84), D(91)]
    assert ranking.spread(points) == D(31).sqrt()
    assert ranking.gap(points) == 11
    assert (ranking.spread([D(80)]), ranking.gap([D(80)])) == (None, None)


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (D("84.995"), "85.00"),
        (D("84.9949"), "84.99"),
        (Fraction(2, 3), "0.67"),
        (D("0.005"), "0.01"),
        (D("-0.005"), "-0.01"),
        (D("-0.001"), "0.00"),
        (D(100), "100.00"),
    ],
)
def test_scores_are_shown_with_two_decimals_half_up(score: ranking.Score, shown: str) -> None:
    assert str(ranking.display(score)) == shown


def test_equal_scores_share_a_rank_and_the_next_rank_is_left_out() -> None:
    items = [item(1, "80"), item(2, "90", "80"), item(3, "85"), item(4, "99")]
    placed = ranking.rank(items, method=Method.MEAN)
    assert ranks(placed) == [(4, 1), (2, 2), (3, 2), (1, 4)]
    assert [one.tied for one in placed] == [0, 1, 1, 0]
    assert placed[1].because == (Reason("plain_mean", {"sheets": 2}), Reason("tie_remains"))


def test_scores_that_only_look_equal_do_not_share_a_rank() -> None:
    placed = ranking.rank([item(1, "84.994"), item(2, "84.993")], method=Method.MEAN)
    assert ranks(placed) == [(1, 1), (2, 2)]
    assert ranking.display(placed[0].score or 0) == ranking.display(placed[1].score or 0)


def test_thirds_that_are_equal_share_a_rank() -> None:
    placed = ranking.rank([item(1, "80", "80", "81"), item(2, "79", "81", "81")], method=Method.MEAN)
    assert ranks(placed) == [(1, 1), (2, 1)]


def test_an_entry_without_enough_valid_sheets_is_unscored_and_not_last() -> None:
    placed = ranking.rank([item(1), item(2, "10", "10"), item(3, "99")], method=Method.MEAN, min_sheets=2)
    assert ranks(placed) == [(2, 1), (1, None), (3, None)]
    assert [one.score for one in placed[1:]] == [None, None]
    assert placed[2].because == (Reason("too_few_sheets", {"sheets": 1, "needed": 2}),)


def test_the_way_a_score_came_about_is_told() -> None:
    five = item(1, "90", "70", "80.5", "81", "79")
    assert [
        ranking.rank([one], method=Method.TRIMMED_MEAN)[0].because for one in (five, item(2, "90", "70"))
    ] == [
        (Reason("highest_and_lowest_dropped", {"sheets": 5, "highest": "90", "lowest": "70"}),),
        (Reason("too_few_to_trim", {"sheets": 2, "needed": 5}),),
    ]


def test_places_are_counted_within_a_track() -> None:
    items = [item(1, "80", track="health"), item(2, "90", track="ai"), item(3, "70", track="ai")]
    placed = ranking.rank(items, method=Method.MEAN)
    assert [(one.track, one.id.int, one.rank) for one in placed] == [
        ("ai", 2, 1),
        ("ai", 3, 2),
        ("health", 1, 1),
    ]


def test_the_previous_round_then_a_criterion_part_equals() -> None:
    items = [
        item(1, "80", previous=D(70), criteria={"team": (D(3), D(5))}),
        item(2, "80", previous=D(75), criteria={"team": (D(1),)}),
        item(3, "80", previous=D(70), criteria={"team": (D("4.5"),)}),
        item(4, "80", previous=D(70), criteria={"team": (D(4), D(5))}),
    ]
    placed = ranking.rank(items, method=Method.MEAN, tie_breaks=["previous_round", "criterion:team"])
    assert ranks(placed) == [(2, 1), (3, 2), (4, 2), (1, 4)]
    assert placed[1].because[1:] == (
        Reason("tie_compared", {"rule": "previous_round", "value": "70"}),
        Reason("tie_compared", {"rule": "criterion:team", "value": "4.5"}),
        Reason("tie_remains"),
    )


def test_a_tie_rule_that_one_of_the_equals_has_no_value_for_parts_nobody() -> None:
    items = [item(1, "80", previous=D(70)), item(2, "80"), item(3, "80", previous=D(90))]
    placed = ranking.rank(items, method=Method.MEAN, tie_breaks=["previous_round", "both_advance"])
    assert ranks(placed) == [(1, 1), (2, 1), (3, 1)]
    skipped = Reason("tie_break_not_applicable", {"rule": "previous_round", "missing": 1})
    assert placed[0].because[1:] == (skipped, Reason("tie_remains"))


def test_unknown_tie_rules_are_refused_and_what_happens_at_the_cut_comes_last() -> None:
    codes = ["hold", "criterion:", "coin", "both_advance"]
    errors = [
        FieldError("tie_breaks.0", "tie_break_not_last", {"code": "hold"}),
        FieldError("tie_breaks.1", "tie_break_unknown", {"code": "criterion:"}),
        FieldError("tie_breaks.2", "tie_break_unknown", {"code": "coin"}),
    ]
    assert ranking.tie_break_errors(codes) == errors
    with pytest.raises(Invalid):
        ranking.rank([], method=Method.MEAN, tie_breaks=codes)
    assert [ranking.at_cut(rules) for rules in ([], ["previous_round"], ["both_advance"], ["hold"])] == [
        AtCut.BOTH_ADVANCE,
        AtCut.BOTH_ADVANCE,
        AtCut.BOTH_ADVANCE,
        AtCut.HOLD,
    ]


fields = st.lists(
    st.builds(
        Item,
        id=st.integers(1, 10**6).map(uid),
        scores=st.lists(st.integers(6, 9).map(D), max_size=6).map(tuple),
        track=st.sampled_from(["ai", "health"]),
        previous=st.none() | st.integers(1, 2).map(D),
        criteria=st.fixed_dictionaries({}, optional={"team": st.integers(1, 2).map(lambda n: (D(n),))}),
    ),
    max_size=14,
    unique_by=lambda one: one.id,
)
methods = st.sampled_from(Method)
rules = st.sampled_from(
    [[], ["previous_round"], ["criterion:team", "previous_round"], ["criterion:team", "hold"]]
)


@given(fields, methods, rules, st.randoms(use_true_random=False))
@settings(max_examples=100, derandomize=True)
def test_places_do_not_depend_on_the_order_of_input(
    items: list[Item], method: Method, tie_breaks: list[str], random: Any
) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    once, again = (ranking.rank(some, method=method, tie_breaks=tie_breaks) for some in (items, shuffled))
    assert once == again
    assert sorted(one.id for one in once) == sorted(one.id for one in items)


@given(fields, methods, rules)
@settings(max_examples=100, derandomize=True)
def test_a_rank_is_one_more_than_the_entries_strictly_better(
    items: list[Item], method: Method, tie_breaks: list[str]
) -> None:
    placed = ranking.rank(items, method=method, tie_breaks=tie_breaks, min_sheets=2)
    for one in placed:
        rivals = [other for other in placed if other.track == one.track and other.rank and one.rank]
        assert one.scored == (one.sheets >= 2)
        if one.rank and one.score is not None:
            assert one.rank == 1 + sum(other.rank < one.rank for other in rivals if other.rank)
            assert one.tied == sum(other.rank == one.rank for other in rivals) - 1
            assert all((other.score or 0) <= one.score for other in rivals if (other.rank or 0) > one.rank)
            assert all(other.score == one.score for other in rivals if other.rank == one.rank)
