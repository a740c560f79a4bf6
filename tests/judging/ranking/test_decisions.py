"""Who advances, who is a reserve, and who fills a vacancy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel.errors import Invalid
from judging.ranking import domain as ranking
from judging.ranking.domain import AdvanceRule, AtCut, Cut, CutKind, Item, Method, Outcome, Reason


def uid(number: int) -> UUID:
    return UUID(int=number)


def item(number: int, *points: str, **more: Any) -> Item:
    return Item(uid(number), tuple(map(D, points)), **more)


def top(places: int, **more: Any) -> AdvanceRule:
    return AdvanceRule(Cut(CutKind.TOP, D(places)), **more)


def decided(points: Sequence[str | None], rule: AdvanceRule) -> list[ranking.Decision]:
    """Decide over one track in which entry n (from 1) has the n-th score, None for unscored."""
    items = [item(n, *([score] if score else []), track="ai") for n, score in enumerate(points, start=1)]
    return ranking.decide(ranking.rank(items, method=Method.MEAN), rule)


def outcomes(decisions: Sequence[ranking.Decision]) -> list[tuple[int, str]]:
    return [(one.id.int, one.outcome.value) for one in decisions]


def test_the_best_advance_the_next_are_reserves_and_the_rest_end_here() -> None:
    decisions = decided(["90", "80", "70", "60", None], top(2, reserves=1))
    assert outcomes(decisions) == [
        (1, "advances"),
        (2, "advances"),
        (3, "reserve"),
        (4, "ends"),
        (5, "unscored"),
    ]
    assert [one.because for one in decisions[1:]] == [
        Reason("within_places", {"rank": 2, "score": "80", "places": 2}),
        Reason("reserve", {"rank": 3, "score": "70", "places": 2, "order": 1}),
        Reason("beyond_places", {"rank": 4, "score": "60", "places": 2}),
        Reason("too_few_sheets", {"sheets": 0, "needed": 1}),
    ]


def test_equals_across_the_cut_all_advance_and_reserves_start_behind_them() -> None:
    decisions = decided(["90", "80", "80", "60", "50"], top(2, reserves=1))
    assert outcomes(decisions) == [
        (1, "advances"),
        (2, "advances"),
        (3, "advances"),
        (4, "reserve"),
        (5, "ends"),
    ]
    assert decisions[2].because == Reason(
        "tied_at_cut_all_advance", {"rank": 2, "score": "80", "places": 2, "tied": 2}
    )


def test_equals_across_the_cut_wait_for_people_where_the_rule_says_hold() -> None:
    decisions = decided(["90", "80", "80", "60", "50"], top(2, reserves=2, at_cut=AtCut.HOLD))
    assert outcomes(decisions) == [(1, "advances"), (2, "held"), (3, "held"), (4, "reserve"), (5, "ends")]


def test_equals_within_the_places_are_no_tie_at_the_cut() -> None:
    decisions = decided(["90", "80", "80", "60"], top(3, at_cut=AtCut.HOLD))
    assert outcomes(decisions) == [(1, "advances"), (2, "advances"), (3, "advances"), (4, "ends")]


def test_a_share_is_rounded_down_and_counts_unscored_entries() -> None:
    rule = AdvanceRule(Cut(CutKind.SHARE, D("0.4")))
    assert outcomes(decided(["9", "8", "7", None], rule)) == [
        (1, "advances"), (2, "ends"), (3, "ends"), (4, "unscored"),
    ]  # fmt: skip
    assert [one.places for one in decided(["9", "8", "7", "6", None], rule)] == [2] * 5


def test_a_threshold_compares_the_unrounded_score() -> None:
    decisions = decided(["85", "84.9999"], AdvanceRule(Cut(CutKind.THRESHOLD, D(85)), reserves=3))
    assert [(one.outcome, one.because) for one in decisions] == [
        (Outcome.ADVANCES, Reason("reaches_threshold", {"rank": 1, "score": "85", "threshold": "85"})),
        (Outcome.ENDS, Reason("below_threshold", {"rank": 2, "score": "84.9999", "threshold": "85"})),
    ]


def test_a_track_may_have_its_own_cut() -> None:
    items = [item(n, str(n), track=track) for n, track in enumerate(["ai", "ai", "green", "green"], start=1)]
    placed = ranking.rank(items, method=Method.MEAN)
    rule = top(1, own={"green": Cut(CutKind.TOP, D(2))})
    assert outcomes(ranking.decide(placed, rule)) == [
        (2, "advances"),
        (1, "ends"),
        (4, "advances"),
        (3, "advances"),
    ]


def test_a_section_has_the_own_number_of_its_zone_else_of_its_group_else_of_its_track() -> None:
    def cut(places: int) -> Cut:
        return Cut(CutKind.TOP, D(places))

    own = {"ai": cut(2), "group:seed": cut(3), "zone:yangpu": cut(4)}
    rule = top(1, own=own)
    section = ranking.section_code
    assert rule.cut_of(section(track="green", group="growth", zone="minhang")) == cut(1)
    assert rule.cut_of(section(track="ai", group="growth", zone="minhang")) == cut(2)
    assert rule.cut_of(section(track="ai", group="seed", zone="minhang")) == cut(3)
    assert rule.cut_of(section(track="ai", group="seed", zone="yangpu")) == cut(4)
    assert rule.cut_of(section()) == cut(1)


def test_a_section_says_what_it_names() -> None:
    assert ranking.section_parts("ai") == {"track": "ai"}
    assert ranking.section_parts(ranking.section_code(track="ai", zone="yangpu")) == {
        "track": "ai",
        "zone": "yangpu",
    }
    assert ranking.section_parts("") == {}


@pytest.mark.parametrize(
    ("kind", "value"),
    [(CutKind.TOP, "1.5"), (CutKind.TOP, "-1"), (CutKind.SHARE, "1.01"), (CutKind.THRESHOLD, "NaN")],
)
def test_a_cut_that_means_nothing_is_refused(kind: CutKind, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        Cut(kind, D(value))
    assert [error.code for error in refused.value.errors] == [f"cut_{kind}_invalid"]


def steps(changes: Sequence[ranking.Change]) -> list[tuple[int, str, str]]:
    return [(one.id.int, one.before.value, one.after.value) for one in changes]


def test_a_vacancy_is_filled_in_rank_order_reserves_first_with_a_trace() -> None:
    decisions = decided(["90", "80", "70", "60", "50"], top(2, reserves=1))
    changes = ranking.promote(decisions, {uid(1), uid(2)}, at_cut=AtCut.BOTH_ADVANCE)
    assert steps(changes) == [
        (1, "advances", "withdrawn"),
        (2, "advances", "withdrawn"),
        (3, "reserve", "advances"),
        (4, "ends", "advances"),
    ]
    assert changes[2].because == Reason("fills_vacancy", {"rank": 3, "vacancies": 2, "places": 2, "tied": 1})
    after = ranking.apply(decisions, changes)
    assert [one.outcome.value for one in after] == ["withdrawn", "withdrawn", "advances", "advances", "ends"]
    assert ranking.promote(after, {uid(1), uid(2)}, at_cut=AtCut.BOTH_ADVANCE) == []


def test_a_reserve_that_withdraws_is_passed_over_and_opens_no_vacancy() -> None:
    decisions = decided(["90", "80", "70", "60"], top(1, reserves=2))
    first = ranking.promote(decisions, {uid(2)}, at_cut=AtCut.BOTH_ADVANCE)
    assert steps(first) == [(2, "reserve", "withdrawn")]
    then = ranking.promote(ranking.apply(decisions, first), {uid(1), uid(2)}, at_cut=AtCut.BOTH_ADVANCE)
    assert steps(then) == [(1, "advances", "withdrawn"), (3, "reserve", "advances")]


def test_a_place_beyond_the_quota_that_a_tie_gave_is_not_filled_again() -> None:
    decisions = decided(["90", "80", "80", "60"], top(2, reserves=1))
    changes = ranking.promote(decisions, {uid(3)}, at_cut=AtCut.BOTH_ADVANCE)
    assert steps(changes) == [(3, "advances", "withdrawn")]


def test_equals_for_one_vacancy_all_move_up_or_are_held() -> None:
    decisions = decided(["90", "80", "70", "70"], top(2, reserves=2))
    moves = {rule: steps(ranking.promote(decisions, {uid(1)}, at_cut=rule))[1:] for rule in AtCut}
    assert moves == {
        AtCut.BOTH_ADVANCE: [(3, "reserve", "advances"), (4, "reserve", "advances")],
        AtCut.HOLD: [(3, "reserve", "held"), (4, "reserve", "held")],
    }


def test_equals_take_as_many_vacancies_as_they_are() -> None:
    decisions = decided(["90", "80", "70", "70", "60"], top(2, reserves=3))
    changes = ranking.promote(decisions, {uid(1), uid(2)}, at_cut=AtCut.HOLD)
    assert steps(changes)[2:] == [(3, "reserve", "advances"), (4, "reserve", "advances")]


def test_a_withdrawal_can_settle_a_held_tie() -> None:
    decisions = decided(["90", "80", "80", "60"], top(2, at_cut=AtCut.HOLD))
    for gone in (1, 2):
        changes = ranking.promote(decisions, {uid(gone)}, at_cut=AtCut.HOLD)
        assert [step for step in steps(changes) if step[0] == 3] == [(3, "held", "advances")]


def test_nobody_moves_up_under_a_threshold_and_unscored_entries_never_do() -> None:
    by_score = decided(["90", "80"], AdvanceRule(Cut(CutKind.THRESHOLD, D(85))))
    assert steps(ranking.promote(by_score, {uid(1)}, at_cut=AtCut.BOTH_ADVANCE)) == [
        (1, "advances", "withdrawn")
    ]
    unscored = decided(["90", None], top(1))
    assert steps(ranking.promote(unscored, {uid(1)}, at_cut=AtCut.BOTH_ADVANCE)) == [
        (1, "advances", "withdrawn")
    ]


fields = st.lists(
    st.builds(
        Item,
        id=st.integers(1, 10**6).map(uid),
        scores=st.lists(st.integers(6, 9).map(D), max_size=3).map(tuple),
        track=st.sampled_from(["ai", "health"]),
    ),
    max_size=14,
    unique_by=lambda one: one.id,
)


@given(fields, st.integers(0, 6), st.integers(0, 3), st.sampled_from(AtCut), st.data())
@settings(max_examples=150, derandomize=True)
def test_promotion_keeps_the_order_of_ranks_and_fills_the_places(
    items: list[Item], places: int, reserves: int, tie: AtCut, data: st.DataObject
) -> None:
    decisions = ranking.decide(
        ranking.rank(items, method=Method.MEAN), top(places, reserves=reserves, at_cut=tie)
    )
    gone = data.draw(st.sets(st.sampled_from([one.id for one in decisions]))) if decisions else set()
    after = ranking.apply(decisions, ranking.promote(decisions, gone, at_cut=tie))
    assert {one.id for one in after if one.outcome is Outcome.WITHDRAWN} == gone
    before = {one.id: one.outcome for one in decisions}
    for track in {one.track for one in after}:
        ranked = [one for one in after if one.track == track and one.rank and one.id not in gone]
        up = [one.rank or 0 for one in ranked if one.outcome is Outcome.ADVANCES]
        waiting = [one.rank or 0 for one in ranked if one.outcome is not Outcome.ADVANCES]
        assert not up or not waiting or max(up) < min(waiting)
        assert all(one.outcome is Outcome.ADVANCES for one in ranked if before[one.id] is Outcome.ADVANCES)
        left = any(
            one.track == track and one.id in gone and before[one.id] is Outcome.ADVANCES for one in after
        )
        held = any(one.outcome is Outcome.HELD for one in ranked)
        if left and not held:
            assert len(up) >= min(places, len(ranked))
        if tie is AtCut.HOLD:
            assert len(up) <= places
