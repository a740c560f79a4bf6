"""Rubrics: weighted totals on a scale of 100, exact; marks within range and on a step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel.errors import FieldError, Invalid
from judging.rubrics.domain import CommentRule, Criterion, Rubric, variant_for

RUBRIC = Rubric(
    (
        Criterion("innovation", weight=D(30), max=D(10), step=D("0.5")),
        Criterion("team", weight=D(20), max=D(5), step=D(1)),
        Criterion("market", weight=D(10), max=D(100), step=D("0.1")),
    )
)


@st.composite
def marked_rubrics(draw: st.DrawFn) -> tuple[Rubric, dict[str, D]]:
    """A rubric and marks that it accepts."""
    criteria, marks = [], {}
    for index in range(draw(st.integers(1, 5))):
        step = draw(st.sampled_from([D("0.1"), D("0.25"), D("0.5"), D(1), D(3)]))
        steps = draw(st.integers(1, 40))
        weight = draw(st.decimals("0.01", 50, places=2))
        criteria.append(Criterion(f"c{index}", weight=weight, max=step * steps, step=step))
        marks[f"c{index}"] = step * draw(st.integers(0, steps))
    return Rubric(tuple(criteria)), marks


def test_the_total_is_the_weighted_share_of_full_marks_times_a_hundred() -> None:
    marks = {"innovation": D("7.5"), "team": D(4), "market": D("61.2")}
    # (30·0.75 + 20·0.8 + 10·0.612) / 60 · 100
    assert RUBRIC.exact_total(marks) == Fraction(4462, 60)
    assert RUBRIC.total(marks) == D("74.36666666666666666666666667")
    assert RUBRIC.weight_sum == 60


def test_a_total_with_few_digits_is_stored_exactly() -> None:
    rubric = Rubric((Criterion("a", D(60), D(10)), Criterion("b", D(40), D(10), D("0.5"))))
    assert rubric.total({"a": D(9), "b": D("7.5")}) == D(84)


@given(marked_rubrics())
@settings(max_examples=80, derandomize=True)
def test_full_marks_are_a_hundred_none_are_zero_and_more_is_never_less(
    case: tuple[Rubric, dict[str, D]],
) -> None:
    rubric, marks = case
    full = {c.code: c.max for c in rubric.criteria}
    assert rubric.exact_total(full) == 100
    assert rubric.exact_total(dict.fromkeys(marks, D(0))) == 0
    for criterion in rubric.criteria:
        better = marks | {criterion.code: criterion.max}
        difference = rubric.exact_total(better) - rubric.exact_total(marks)
        share = Fraction(criterion.weight) / Fraction(rubric.weight_sum)
        lost = 1 - Fraction(marks[criterion.code]) / Fraction(criterion.max)
        assert difference == 100 * share * lost


@given(marked_rubrics(), st.integers(2, 7))
@settings(max_examples=50, derandomize=True)
def test_only_the_proportions_of_the_weights_count(case: tuple[Rubric, dict[str, D]], times: int) -> None:
    rubric, marks = case
    scaled = Rubric(tuple(Criterion(c.code, c.weight * times, c.max, c.step) for c in rubric.criteria))
    assert scaled.exact_total(marks) == rubric.exact_total(marks)


def test_every_wrong_mark_is_named_with_its_code_and_limits() -> None:
    marks = {"innovation": D("7.3"), "team": D(6), "style": D(1), "market": D("NaN")}
    errors = [
        FieldError("innovation", "mark_off_step", {"step": "0.5"}),
        FieldError("team", "mark_out_of_range", {"min": "0", "max": "5"}),
        FieldError("market", "mark_not_a_number"),
        FieldError("style", "criterion_unknown"),
    ]
    assert RUBRIC.mark_errors(marks) == errors
    with pytest.raises(Invalid) as refused:
        RUBRIC.total(marks)
    assert list(refused.value.errors) == errors


def test_a_draft_may_have_gaps_and_a_submitted_sheet_may_not() -> None:
    assert RUBRIC.mark_errors({"team": D(0)}, complete=False) == []
    assert RUBRIC.mark_errors({"team": D(0), "market": D(100)}) == [FieldError("innovation", "mark_missing")]


def test_a_negative_mark_is_out_of_range() -> None:
    assert [e.code for e in RUBRIC.mark_errors({"team": D(-1)}, complete=False)] == ["mark_out_of_range"]


@pytest.mark.parametrize(
    ("criteria", "errors"),
    [
        ((), [FieldError("criteria", "rubric_empty")]),
        (
            (Criterion("a", D(0), D(10)), Criterion("b", D(1), D("NaN"), D(-1))),
            [
                FieldError("criteria.a.weight", "not_positive"),
                FieldError("criteria.b.max", "not_positive"),
                FieldError("criteria.b.step", "not_positive"),
            ],
        ),
        (
            (Criterion("a", D(1), D(10), D(3)), Criterion("a", D(1), D(10))),
            [
                FieldError("criteria.a.step", "max_off_step", {"max": "10", "step": "3"}),
                FieldError("criteria.a.code", "criterion_repeated"),
            ],
        ),
    ],
)
def test_criteria_that_cannot_make_a_total_are_refused(
    criteria: tuple[Criterion, ...], errors: list[FieldError]
) -> None:
    with pytest.raises(Invalid) as refused:
        Rubric(criteria)
    assert list(refused.value.errors) == errors


@pytest.mark.parametrize(
    ("rule", "mark", "asked"),
    [
        (CommentRule(), "0", False),
        (CommentRule(always=True), None, True),
        (CommentRule(always=True), "80", True),
        (CommentRule(below=D(60)), "59.5", True),
        (CommentRule(below=D(60)), "60", False),
        (CommentRule(above=D(90)), "90", False),
        (CommentRule(above=D(90)), "90.5", True),
        (CommentRule(below=D(60), above=D(90)), "75", False),
        (CommentRule(below=D(60), above=D(90)), None, False),
    ],
)
def test_a_comment_is_asked_for_below_or_above_a_mark_or_always(
    rule: CommentRule, mark: str | None, asked: bool
) -> None:
    assert rule.asks(None if mark is None else D(mark)) is asked
    rubric = Rubric((Criterion("a", D(1), D(100), D("0.5"), rule),))
    marks = {} if mark is None else {"a": D(mark)}
    missing = [FieldError("note:a", "comment_required")] if asked else []
    assert rubric.comment_errors(marks, {"a": "  "}) == missing
    assert rubric.comment_errors(marks, {"a": "why"}) == []


@dataclass(frozen=True)
class _Variant:
    name: str
    track_codes: tuple[str, ...] = ()
    group_codes: tuple[str, ...] = ()


def test_the_first_variant_that_fits_holds_and_none_leaves_the_rounds_own() -> None:
    variants = [
        _Variant("seed ai", ("ai",), ("seed",)),
        _Variant("seed", (), ("seed",)),
        _Variant("ai", ("ai",)),
    ]
    named = {
        (track, group): getattr(variant_for(variants, track, group), "name", None)
        for track in ("ai", "green")
        for group in ("seed", "growth")
    }
    assert named == {
        ("ai", "seed"): "seed ai",
        ("green", "seed"): "seed",
        ("ai", "growth"): "ai",
        ("green", "growth"): None,
    }


def test_the_digest_is_of_the_numbers_a_total_is_made_of() -> None:
    one = Rubric((Criterion("a", D(30), D(100)),))
    same = Rubric((Criterion("a", D("30.0"), D("1E+2"), comment=CommentRule(always=True)),))
    other = Rubric((Criterion("a", D("30.1"), D(100)),))
    assert one.digest == same.digest
    assert one.digest != other.digest
