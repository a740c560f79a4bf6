"""The ranker: learned from the past alone, the same whatever things are called, humble with little to learn from."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matching.ranking.domain import ranker
from matching.ranking.domain.features import FEATURES, features
from matching.ranking.domain.past import CompanyFacts, Investment, Past, build
from matching.ranking.domain.snapshot import Snapshot, questions
from matching.ranking.domain.tags import tags_of
from tests.matching.ranking import deals as made

CUTOFF = date(2018, 6, 1).toordinal()
LATER = date(2030, 1, 1).toordinal()


def lists(past: Past) -> dict[object, list[tuple[object, float]]]:
    """Return company -> what each investor scores."""
    snapshot = Snapshot(past, CUTOFF, 2)
    asked = questions(snapshot, LATER).rows
    found = ranker.scores(ranker.train(past, CUTOFF, 2), snapshot, asked)
    investors = [past.investors[number] for number in snapshot.candidates]
    return {
        past.companies[row].key: sorted(zip(investors, map(float, line), strict=True), key=str)
        for row, line in zip(asked, found, strict=True)
    }


def test_renamed_keys_and_shuffled_rows_change_nothing() -> None:
    companies, deals = made.facts()
    names = {
        one.key: f"z{number:04d}"
        for number, one in enumerate(random.Random(5).sample(companies, len(companies)))
    }
    others, moved = (
        [replace(one, key=names[one.key]) for one in companies],
        [Investment(names[one.company], f"q{one.investor}"[::-1], one.day, one.level) for one in deals],
    )
    random.Random(3).shuffle(others)
    random.Random(4).shuffle(moved)
    plain = lists(build(companies, deals, made.vectors(companies)))
    renamed = lists(build(others, moved, made.vectors(others)))
    expected = {
        names[company]: sorted(((f"q{investor}"[::-1], score) for investor, score in line), key=str)
        for company, line in plain.items()
    }
    assert renamed == expected


def test_every_feature_is_computed_and_standardised() -> None:
    past = made.past()
    snapshot = Snapshot(past, CUTOFF, 2)
    asked = questions(snapshot, LATER)
    found = features(snapshot, asked.rows)
    assert found.shape == (len(asked.rows), len(snapshot.candidates), len(FEATURES))
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 6
    assert set(ranker.PRIOR) <= set(FEATURES)


def test_with_little_to_learn_from_the_prior_is_the_model() -> None:
    companies, deals = made.facts()
    few = build(companies, deals[:12], made.vectors(companies))
    model = ranker.train(few, CUTOFF, 1)
    assert not model.learned
    assert model.weights == ranker.prior_model().weights


def test_nothing_known_at_all_is_no_error() -> None:
    past = build([CompanyFacts("a", "A")], [], {})
    assert not ranker.train(past, CUTOFF, 2).learned
    assert ranker.scores(ranker.prior_model(), Snapshot(past, CUTOFF, 2), np.array([0])).shape == (1, 0)


def test_a_stored_model_is_the_model() -> None:
    model = ranker.train(made.past(), CUTOFF, 2)
    assert model.learned
    assert ranker.model_from(model.as_dict()) == model


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Fintech, AI/SaaS", {"fintech", "ai", "saas"}),
        ("企业服务、人工智能", {"企业服务", "人工智能"}),
        ("", set()),
        (" / ,", set()),
    ],
)
def test_lists_in_a_cell_are_read_in_both_languages(cell: str, expected: set[str]) -> None:
    assert tags_of(cell) == expected


def test_a_place_in_a_province_is_in_the_province() -> None:
    assert tags_of("陕西-西安", parts=True) == {"陕西-西安", "陕西", "西安"}
    assert tags_of("Cloud Services & AI", words=True) == {"cloud", "services", "ai"}
