"""A regularised linear ranker, learned on time splits inside the past of a day.

For each earlier day of `SHARES` the features are computed as they were then; who came in between that day and the
present one is what should have been ranked high, sampled others what should not. A prior opinion of the weights
stands beside the features, cheap to use: with few examples the model stays near it, with too few it is all there is.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.ranking.domain.features import FEATURES, features
from matching.ranking.domain.past import Floats, Ints, Past
from matching.ranking.domain.snapshot import Questions, Snapshot, questions

# Round figures chosen by hand: what any investor's past says before anything is learned.
PRIOR: Mapping[str, float] = {
    "size": 0.15,
    "size_year": 0.2,
    "size_months": 0.3,
    "pace_half": 0.2,
    "opener": 0.2,
    "topic_count": 0.15,
    "topic_fresh": 0.15,
    "region_fresh": 0.15,
    "region_lift": 0.05,
    "meaning_vote": 0.15,
    "meaning_fresh": 0.3,
    "meaning_nearest": 0.05,
    "words_fresh": 0.25,
    "partners": 0.15,
    "partners_lift": 0.1,
    "answers_taste": 0.1,
    "answers_ready": 0.05,
}
TRUST = 15.0  # how much cheaper the prior is to use than any feature
SHARES = (0.7, 0.8, 0.9)  # of the deals known by the day, in order of time
STRENGTH = 0.001  # scikit-learn's C: small is strongly regularised
OTHERS = 100  # sampled investors who did not come in, per company
MOST_QUESTIONS = 800  # per split; more would cost time and teach little
LEAST_QUESTIONS = 20
AT_ONCE = 128  # rows whose features are held in memory together
SEED = 20240829

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name. `learned`: False when there was too little to learn from, then they are the prior."""

    weights: Mapping[str, float]
    learned: bool
    questions: int
    splits: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "weights": dict(self.weights),
            "learned": self.learned,
            "questions": self.questions,
            "splits": list(self.splits),
        }


def model_from(stored: Mapping[str, Any]) -> Model:
    """Return the model that `as_dict` wrote; features it does not know weigh nothing."""
    return Model(
        {name: float(stored["weights"].get(name, 0.0)) for name in FEATURES},
        bool(stored["learned"]),
        int(stored["questions"]),
        tuple(stored["splits"]),
    )


def prior_model(asked: int = 0) -> Model:
    """Return the model of somebody who has learned nothing yet."""
    return Model({name: PRIOR.get(name, 0.0) for name in FEATURES}, learned=False, questions=asked)


@dataclass(frozen=True, slots=True)
class _Sample:
    """What one split teaches; it counts `times` times."""

    values: Floats
    answers: NDArray[np.bool_]
    questions: int
    times: int


def train(past: Past, day: int, least: int, *, progress: Progress | None = None) -> Model:
    """Learn from what happened before `day`; the same past gives the same model whatever its keys and order."""
    days = Counter(split_days(past, day))
    samples: list[_Sample] = []
    for number, (split, times) in enumerate(days.items(), 1):
        snapshot = Snapshot(past, split, least)
        found = _chosen(questions(snapshot, until=day))
        if len(found.rows):
            samples.append(_sample(snapshot, found, times))
        if progress:
            progress(number, len(days))
    asked = sum(sample.questions for sample in samples)
    if asked < LEAST_QUESTIONS:
        return prior_model(asked)
    return Model(_fit(samples), learned=True, questions=asked, splits=tuple(days))


def split_days(past: Past, day: int) -> list[int]:
    """Return the days inside the past at which SHARES of the first investments lay behind.

    Sources that know only years put many deals on one day, which may then come more than once, and count so.
    """
    firsts = past.firsts[:, 2]
    behind = np.sort(firsts[firsts < day])
    if not len(behind):
        return []
    found = [int(behind[min(int(share * len(behind)), len(behind) - 1)]) for share in SHARES]
    return [one for one in found if one > behind[0]]


def scores(model: Model, snapshot: Snapshot, rows: Ints, *, progress: Progress | None = None) -> Floats:
    """Return [rows, candidates], higher is better; meaningful only within a row."""
    weights = np.array([model.weights[name] for name in FEATURES], dtype=np.float32)
    found = np.zeros((len(rows), len(snapshot.candidates)), dtype=np.float32)
    if not found.size:
        return found
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        found[start : start + len(part)] = features(snapshot, part) @ weights
        if progress:
            progress(start + len(part), len(rows))
    return found


def _chosen(found: Questions) -> Questions:
    if len(found.rows) <= MOST_QUESTIONS:
        return found
    kept = np.sort(np.random.default_rng(SEED).choice(len(found.rows), MOST_QUESTIONS, replace=False))
    return Questions(found.rows[kept], found.truth[kept])


def _sample(snapshot: Snapshot, found: Questions, times: int) -> _Sample:
    """Return the features of every new investor and of some others, and which is which."""
    generator = np.random.default_rng(SEED)
    values: list[Floats] = []
    answers: list[NDArray[np.bool_]] = []
    for start in range(0, len(found.rows), AT_ONCE):
        rows, truth = found.rows[start : start + AT_ONCE], found.truth[start : start + AT_ONCE]
        computed, taken = features(snapshot, rows), snapshot.taken(rows)
        for row in range(len(rows)):
            others = np.flatnonzero(~truth[row] & ~taken[row])
            sampled = generator.choice(others, min(OTHERS, len(others)), replace=False)
            chosen = np.concatenate((np.flatnonzero(truth[row]), sampled))
            values.append(computed[row, chosen])
            answers.append(truth[row, chosen])
    return _Sample(np.concatenate(values), np.concatenate(answers), len(found.rows), times)


def _fit(samples: Sequence[_Sample]) -> Mapping[str, float]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - two seconds that scoring need not wait for

    values = np.concatenate([sample.values for sample in samples])
    answers = np.concatenate([sample.answers for sample in samples])
    counted = np.concatenate([np.full(len(sample.answers), float(sample.times)) for sample in samples])
    opinion = np.array([PRIOR.get(name, 0.0) for name in FEATURES], dtype=np.float32)
    table = np.column_stack((values, values @ opinion * TRUST))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # not quite converged is good enough, and deterministic
        found = LogisticRegression(C=STRENGTH, max_iter=300).fit(table, answers, counted).coef_[0]
    weights: Sequence[float] = found[:-1] + found[-1] * TRUST * opinion
    return {name: round(float(weight), 6) for name, weight in zip(FEATURES, weights, strict=True)}
