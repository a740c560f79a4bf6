"""The draw can be repeated, the clock is the server's, the board tells nothing early, the order is judged exactly."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from judging.live.domain import (
    Lot,
    Minutes,
    Phase,
    RevealRule,
    Standing,
    Timer,
    Verdict,
    commitment,
    counted,
    drawn,
    inversions,
    new_secret,
    next_place,
    on_board,
    order_effect,
    seed_of,
    with_dropped,
)
from judging.ranking.domain import trimmed_mean

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
MINUTES = Minutes(8, 5, 2)
totals = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=9)


def test_anybody_can_repeat_the_draw_with_a_hash_alone() -> None:
    secret, word = "ab" * 32, "  黄浦  江 "
    seed = sha256(f"{secret}|黄浦 江".encode()).hexdigest()
    assert seed_of(secret, word) == seed
    assert commitment(secret) == sha256(secret.encode()).hexdigest()
    numbers = [f"HJ{at:03d}" for at in range(12)]
    expected = sorted(numbers, key=lambda number: sha256(f"{seed}|{number}".encode()).hexdigest())
    assert drawn([Lot(number) for number in reversed(numbers)], seed) == expected


@given(st.lists(st.tuples(st.text(max_size=5), st.sampled_from("ab")), unique_by=lambda lot: lot[0]))
def test_a_draw_keeps_everybody_once_and_sections_together(lots: list[tuple[str, str]]) -> None:
    order = drawn([Lot(*lot) for lot in lots], new_secret())
    assert sorted(order) == sorted(number for number, _section in lots)
    sections = dict(lots)
    assert [sections[number] for number in order] == sorted(sections[number] for number in order)


def test_every_place_is_equally_likely() -> None:
    firsts = Counter(drawn([Lot(n) for n in "abcd"], seed_of("s", str(word)))[0] for word in range(2000))
    assert all(400 < firsts[number] < 600 for number in "abcd")


@given(st.integers(0, 600), st.integers(0, 10_000), st.integers(0, 600))
def test_a_pause_of_any_length_costs_no_time(before: int, pause: int, after: int) -> None:
    timer = Timer(MINUTES).begun(NOW)
    stopped = NOW + timedelta(seconds=before)
    going = timer.paused(stopped).resumed(stopped + timedelta(seconds=pause))
    moment = stopped + timedelta(seconds=pause + after)
    assert going.left(moment) == timedelta(seconds=480 - before - after)
    assert timer.paused(stopped).left(moment) == timedelta(seconds=480 - before)


def test_the_phases_follow_the_rulebook_and_an_empty_one_is_left_out() -> None:
    timer, phases = Timer(Minutes(6, 0, 2)).begun(NOW), []
    while timer.phase is not Phase.WAITING:
        phases.append((timer.phase, timer.left(NOW)))
        timer = timer.extended(30).following(NOW)
    assert phases == [(Phase.PITCH, timedelta(minutes=6)), (Phase.SCORING, timedelta(minutes=2))]
    assert timer == Timer(Minutes(6, 0, 2))
    assert Timer(MINUTES).begun(NOW).extended(60).ends_at == NOW + timedelta(minutes=9)


def a_standing(at: int, rank: int, *, revealed: bool = False, complete: bool = True) -> Standing:
    return Standing(UUID(int=at), "s", rank, Decimal(100 - rank), complete, revealed)


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.booleans()), max_size=8))
def test_the_board_shows_what_is_let_out_and_tells_nothing_of_the_rest(
    rows: list[tuple[int, bool, bool]],
) -> None:
    all_ = [a_standing(at, rank, revealed=out, complete=done) for at, (rank, out, done) in enumerate(rows)]
    shown = on_board(RevealRule.BY_ENTRY, all_)
    assert {one.entry_id for one in shown} == {one.entry_id for one in all_ if one.revealed}
    # The same board comes from the shown entries alone: hidden ones have no influence on it.
    assert shown == on_board(RevealRule.BY_ENTRY, [one for one in all_ if one.revealed])
    spot = on_board(RevealRule.ON_THE_SPOT, all_)
    assert {one.entry_id for one in spot} == {one.entry_id for one in all_ if one.revealed or one.complete}


def test_places_are_revealed_from_the_last_up_and_ties_together() -> None:
    ranks = {1: 1, 2: 2, 3: 2, 4: 4}
    out: set[UUID] = set()
    steps = []
    for _ in range(3):
        now = [a_standing(at, rank, revealed=UUID(int=at) in out) for at, rank in ranks.items()]
        following = next_place(now, "s")
        out |= set(following)
        steps.append({one.int for one in following})
    assert steps == [{4}, {2, 3}, {1}]
    now = [a_standing(at, rank, revealed=at != 1) for at, rank in ranks.items()]
    board = on_board(RevealRule.BY_PLACE, now)
    assert [(one.place, one.tied) for one in board] == [(2, 1), (2, 1), (4, 0)]


@given(totals)
def test_what_is_struck_through_is_what_the_rounds_own_rule_drops(given_: list[Decimal]) -> None:
    marks = with_dropped(given_, trims=True, min_for_trim=5)
    assert counted(marks) == trimmed_mean(given_, min_for_trim=5)
    assert sum(dropped for _total, dropped in marks) == (2 if len(given_) >= 5 else 0)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_the_orders_are_counted_as_if_each_was_written_down(values: list[int]) -> None:
    orders = set(itertools.permutations(values))
    wrong = Counter(sum(a > b for a, b in itertools.combinations(order, 2)) for order in orders)
    found = inversions([count for _value, count in sorted(Counter(values).items())])
    assert {at: count for at, count in enumerate(found) if count} == dict(wrong)


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=12, unique=True))
def test_tau_and_p_agree_with_scipy(scores: list[int]) -> None:
    effect = order_effect([[Decimal(one) for one in scores]])
    reference = kendalltau(range(len(scores)), scores, method="exact")
    assert effect.tau == pytest.approx(reference.statistic)
    assert effect.p == pytest.approx(reference.pvalue)


def test_the_report_speaks_only_when_there_is_something_to_say() -> None:
    rising = [Decimal(one) for one in range(8)]
    assert order_effect([rising[:4]]).verdict is Verdict.TOO_FEW
    assert order_effect([rising]).verdict is Verdict.LATER_HIGHER
    assert order_effect([rising[::-1]]).verdict is Verdict.LATER_LOWER
    assert order_effect([[Decimal(5)] * 8]).verdict is Verdict.TOO_FEW
    assert order_effect([[Decimal(one) for one in (3, 1, 4, 2, 6, 5)]]).verdict is Verdict.NO_SIGN
    # Two tracks, one after the other, the second weaker: inside each nothing follows the order.
    assert order_effect([[Decimal(9), Decimal(8), Decimal(9)], [Decimal(2), Decimal(1), Decimal(2)]]).tau == 0
