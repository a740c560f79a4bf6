"""What an investor answered to introductions: to companies like this one, and to questions at all.

Whoever never answered is as usual: nobody gains or loses by a question that was never put. Taste is weighed by how
alike the companies are, by meaning or by tags, the company itself most of all; old answers fade.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sparse

from matching.ranking.domain.past import Floats, Ints
from matching.ranking.domain.snapshot import YEAR, Snapshot

HALF_LIFE = 2.0  # years
WIDTH = 0.1  # of a cosine of e5: texts about other things are 0.15 to 0.25 apart
SAME_TAGS = 0.5
PRIOR = 2.0  # answers everybody is thought to have given as usual


def answers(snapshot: Snapshot, rows: Ints) -> Mapping[str, Floats]:
    """Return taste [rows, candidates] and readiness [1, candidates]; zeros where nobody said anything."""
    return {"answers_taste": _taste(snapshot, rows), "answers_ready": _ready(snapshot)}


def _taste(snapshot: Snapshot, rows: Ints) -> Floats:
    words = snapshot.words_said[snapshot.words_said[:, 3] != 0]
    found = np.zeros((len(rows), len(snapshot.candidates)), dtype=np.float32)
    if not len(words):
        return found
    faded = 0.5 ** ((snapshot.day - words[:, 2]) / YEAR / HALF_LIFE)
    companies, place = np.unique(words[:, 0], return_inverse=True)
    places = (place.ravel(), words[:, 1])
    shape = (len(companies), len(snapshot.candidates))
    spoken = sparse.csr_matrix((faded * words[:, 3], places), shape=shape)
    weight = sparse.csr_matrix((faded * np.abs(words[:, 3]), places), shape=shape)
    alike = _alike(snapshot, rows, companies)
    return np.asarray((alike @ spoken) / (alike @ weight + PRIOR), dtype=np.float32)


def _alike(snapshot: Snapshot, rows: Ints, companies: Ints) -> Floats:
    past = snapshot.past
    meaning = np.exp((past.vectors[rows] @ past.vectors[companies].T - 1) / WIDTH)
    topics = past.tags["topic"]
    shared = np.asarray((topics[rows] @ topics[companies].T).toarray() > 0)
    found = np.maximum(meaning, SAME_TAGS * shared)
    found[rows[:, None] == companies[None, :]] = 1
    return np.asarray(found, dtype=np.float32)


def _ready(snapshot: Snapshot) -> Floats:
    """Return the log odds of a yes over the usual ones, drawn to them while answers are few."""
    words = snapshot.words_said[snapshot.words_said[:, 4] >= 0]
    number = len(snapshot.candidates)
    yes = np.bincount(words[words[:, 4] == 1, 1], minlength=number)
    no = np.bincount(words[words[:, 4] == 0, 1], minlength=number)
    usual = (yes.sum() + 1) / (len(words) + 2)
    odds = np.log((yes + PRIOR * usual) / (no + PRIOR * (1 - usual))) - np.log(usual / (1 - usual))
    return np.asarray(odds[None, :], dtype=np.float32)
