"""Figures of lists with ties: the mean over every order of what is tied."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.ranking.domain.metrics import measure


def by_hand(order: list[int], truth: list[bool], depth: int) -> tuple[float, float, float]:
    hits = [place for place, one in enumerate(order) if truth[one]]
    total = len(hits)
    gain = sum(1 / math.log2(place + 2) for place in hits if place < 10)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(total, 10)))
    return sum(place < depth for place in hits) / total, gain / ideal, 1 / (hits[0] + 1)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6).filter(
        lambda rows: any(right for _, right in rows)
    ),
    st.integers(1, 4),
)
@settings(max_examples=60, deadline=None)
def test_ties_count_as_every_order_equally_likely(rows: list[tuple[int, bool]], depth: int) -> None:
    scores, truth = [score for score, _ in rows], [right for _, right in rows]
    orders = [
        order
        for order in itertools.permutations(range(len(rows)))
        if all(scores[a] >= scores[b] for a, b in itertools.pairwise(order))
    ]
    expected = np.mean([by_hand(list(order), truth, depth) for order in orders], axis=0)
    found = measure(
        np.array([scores], dtype=np.float32), np.array([truth]), np.zeros((1, len(rows)), bool), [depth]
    )
    assert [found[f"recall@{depth}"][0], found["ndcg@10"][0], found["mrr"][0]] == pytest.approx(
        list(expected)
    )


def test_who_is_in_the_company_already_is_no_part_of_the_list() -> None:
    scores = np.array([[9.0, 5.0, 1.0]], dtype=np.float32)
    truth, taken = np.array([[False, True, False]]), np.array([[True, False, False]])
    assert measure(scores, truth, taken, [1])["recall@1"][0] == 1
    assert measure(scores, truth, ~taken & taken, [1])["recall@1"][0] == 0
