"""Affinities between judges and entries."""

from __future__ import annotations

import subprocess
import sys
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel.errors import FieldError, Invalid
from judging.panels.domain import (
    AffinityWeights,
    EntryProfile,
    JudgeProfile,
    affinity_matrix,
    pair_mask,
    stretch,
)


def profile(tracks: str = "", languages: str = "") -> JudgeProfile:
    return JudgeProfile(frozenset(tracks.split()), frozenset(languages.split()))


def test_each_part_counts_by_its_weight() -> None:
    affinity = affinity_matrix(
        np.array([[0.8, 0.7], [0.9, 0.8]]),
        [profile("health ai", "zh"), profile("green", "en zh")],
        [EntryProfile("ai", frozenset({"zh"})), EntryProfile("green", frozenset({"en"}))],
        AffinityWeights(expertise=6, track=3, language=1),
    )
    assert affinity == pytest.approx(np.array([[0.6 * 0.5 + 0.3 + 0.1, 0.0], [0.6 + 0.1, 0.3 + 0.3 + 0.1]]))


def test_what_is_not_stated_speaks_neither_for_nor_against() -> None:
    affinity = affinity_matrix(
        np.array([[np.nan, 0.2], [0.4, 0.6]]),
        [profile(), profile("ai", "zh")],
        [EntryProfile("ai", frozenset({"zh"})), EntryProfile()],
        AffinityWeights(expertise=1, track=1, language=2),
    )
    assert affinity == pytest.approx(
        np.array([[0.5, (0.0 + 0.5 + 1.0) / 4], [(0.5 + 1 + 2) / 4, (1 + 0.5 + 1) / 4]])
    )


def test_similarities_are_stretched_over_the_whole_range() -> None:
    assert stretch(np.array([[0.70, 0.85], [0.80, 0.90]])) == pytest.approx(np.array([[0, 0.75], [0.5, 1]]))
    assert stretch(np.full((2, 2), 0.8)).tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert stretch(np.full((1, 2), np.nan)).tolist() == [[0.5, 0.5]]


names = st.frozensets(st.sampled_from(["ai", "health", "green"]), max_size=2)
judges_lists = st.lists(st.builds(JudgeProfile, tracks=names, languages=names), max_size=4)
entry_lists = st.lists(
    st.builds(EntryProfile, track=st.sampled_from(["", "ai", "health", "green"]), languages=names), max_size=4
)
weightings = st.builds(
    AffinityWeights, expertise=st.floats(0.1, 10), track=st.floats(0, 10), language=st.floats(0, 10)
)


@given(judges_lists, entry_lists, weightings, st.integers(0, 999))
@settings(max_examples=80, derandomize=True)
def test_affinities_stay_between_nothing_and_everything_and_a_shared_track_never_hurts(
    judges: list[JudgeProfile], entries: list[EntryProfile], weights: AffinityWeights, seed: int
) -> None:
    similarity = np.random.default_rng(seed).normal(size=(len(judges), len(entries)))
    affinity = affinity_matrix(similarity, judges, entries, weights)
    assert affinity.shape == similarity.shape
    assert ((affinity >= 0) & (affinity <= 1)).all()
    tracks = frozenset({"ai", "health", "green"})
    everywhere = [JudgeProfile(tracks, judge.languages) for judge in judges]
    better = affinity_matrix(similarity, everywhere, entries, weights)
    assert (better >= affinity - 1e-12).all()


def test_a_similarity_of_another_shape_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="shape"):
        affinity_matrix(np.ones((2, 1)), [profile()], [EntryProfile()])


@pytest.mark.parametrize(
    ("weights", "fields"),
    [
        ((-1.0, 1.0, 1.0), ["weights.expertise"]),
        ((1.0, float("inf"), float("nan")), ["weights.track", "weights.language"]),
        ((0.0, 0.0, 0.0), ["weights.expertise", "weights.track", "weights.language"]),
    ],
)
def test_weights_are_finite_not_negative_and_not_all_zero(
    weights: tuple[float, float, float], fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        AffinityWeights(*weights)
    assert list(refused.value.errors) == [FieldError(field, "not_positive") for field in fields]


def test_a_mask_marks_the_pairs_that_take_part() -> None:
    judges, items = [UUID(int=1), UUID(int=2)], [UUID(int=3), UUID(int=4), UUID(int=5)]
    pairs = [(judges[1], items[0]), (judges[0], items[2]), (judges[0], UUID(int=9)), (UUID(int=9), items[0])]
    assert pair_mask(judges, items, pairs).tolist() == [[False, False, True], [True, False, False]]


def test_importing_the_rules_of_panels_loads_neither_numpy_nor_the_solver() -> None:
    code = "import sys, judging.panels.domain; print([m for m in ('numpy', 'ortools') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
