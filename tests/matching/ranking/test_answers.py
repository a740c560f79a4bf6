"""Answers of investors as features: taste for alike companies, readiness, and nothing where nobody answered."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matching.ranking.domain import ranker
from matching.ranking.domain.features.answers import answers
from matching.ranking.domain.past import Floats, Past, Word, build
from matching.ranking.domain.snapshot import Snapshot
from tests.matching.ranking import deals as made

DAY = date(2019, 1, 1).toordinal()
BEFORE = DAY - 30


def told(*said: Word, prefix: str = "c", seed: int = 1) -> Past:
    companies, deals = made.facts(seed, prefix)
    return build(companies, deals, made.vectors(companies), said)


def of(past: Past, company: str, investor: str) -> tuple[float, float]:
    """Return the taste of an investor for a company and its readiness, over what the others have."""
    snapshot = Snapshot(past, DAY, 2)
    column = snapshot.column[past.investors.index(investor)]
    found = answers(snapshot, np.array([past.place[company]]))
    return float(found["answers_taste"][0, column]), float(found["answers_ready"][0, column])


def listed(past: Past, model: ranker.Model) -> Floats:
    snapshot = Snapshot(past, DAY, 2)
    return ranker.scores(model, snapshot, np.arange(20))


def test_without_answers_nobody_gains_or_loses() -> None:
    snapshot = Snapshot(told(), DAY, 2)
    assert all(not values.any() for values in answers(snapshot, np.arange(9)).values())
    blind = ranker.Model(
        {**ranker.prior_model().weights, "answers_taste": 0.0, "answers_ready": 0.0}, False, 0
    )
    assert (listed(told(), ranker.prior_model()) == listed(told(), blind)).all()


def test_a_no_to_one_company_weighs_most_there_less_on_its_like_and_hardly_on_others() -> None:
    # Companies of number n and n + 6 share an industry.
    past = told(Word("c0", "ci0", BEFORE, taste=-2, ready=False))
    own, alike, other = (of(past, company, "ci0")[0] for company in ("c0", "c6", "c1"))
    assert own < alike < other <= 0
    assert of(past, "c0", "ci6")[0] == 0


def test_an_investment_speaks_louder_than_a_meeting() -> None:
    met, invested = (of(told(Word("c0", "ci0", BEFORE, taste=taste)), "c6", "ci0")[0] for taste in (1, 3))
    assert 0 < met < invested


def test_readiness_is_drawn_to_the_usual_while_answers_are_few() -> None:
    usual = [Word(f"c{n}", f"ci{n % 6}", BEFORE, ready=n % 2 == 0) for n in range(12)]
    once = told(*usual, Word("c20", "ci7", BEFORE, ready=True))
    often = told(*usual, *(Word(f"c{n}", "ci7", BEFORE, ready=True) for n in range(20, 26)))
    assert 0 < of(once, "c1", "ci7")[1] < of(often, "c1", "ci7")[1]
    assert of(once, "c1", "ci8")[1] == pytest.approx(0, abs=1e-6)


def test_what_was_said_on_or_after_the_day_is_not_known() -> None:
    assert of(told(Word("c0", "ci0", DAY, taste=-2, ready=False)), "c0", "ci0") == (0, 0)


def test_what_strangers_said_or_said_of_strangers_is_left_out() -> None:
    past = told(Word("nobody", "ci0", BEFORE, taste=3), Word("c0", "nobody", BEFORE, taste=3))
    assert len(past.words_said) == 0


def test_a_no_moves_an_investor_down_and_a_yes_up() -> None:
    model = ranker.train(told(), DAY, 2)
    assert model.learned

    def score(*said: Word) -> float:
        past = told(*said)
        snapshot = Snapshot(past, DAY, 2)
        column = snapshot.column[past.investors.index("ci0")]
        return float(ranker.scores(model, snapshot, np.array([past.place["c6"]]))[0, column])

    refused, silent, agreed = (
        score(Word("c0", "ci0", BEFORE, taste=-2, ready=False)),
        score(),
        score(Word("c0", "ci0", BEFORE, taste=3, ready=True)),
    )
    assert refused < silent < agreed


def test_other_keys_and_another_order_of_answers_change_nothing() -> None:
    said = [
        Word(f"c{n}", f"ci{n % 5}", BEFORE - n, taste=(-2, 1, 3)[n % 3], ready=bool(n % 2)) for n in range(30)
    ]
    other = [replace(one, company=f"z{one.company[1:]}", investor=f"z{one.investor[1:]}") for one in said]
    random.Random(1).shuffle(other)
    plain, renamed = told(*said), told(*other, prefix="z")
    assert (listed(plain, ranker.prior_model()) == listed(renamed, ranker.prior_model())).all()
