"""Simple ways to rank investors, to be beaten: whoever cannot beat popularity need not learn anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from matching.ranking.domain.features.texts import cosines, words_centre
from matching.ranking.domain.past import Floats, Ints
from matching.ranking.domain.snapshot import Snapshot

WIDTH = 0.02
AT_ONCE = 256
Rule = Callable[[Snapshot, Ints], Floats]


def random(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return one tie of everybody, whose figures are the means over all orders."""
    return np.zeros((len(rows), len(snapshot.candidates)), dtype=np.float32)


def popularity(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return the logarithm of the number of companies held."""
    return np.broadcast_to(np.log(snapshot.size), (len(rows), len(snapshot.size))).astype(np.float32)


def category_count(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return how many companies of the same industries are held; popularity settles ties."""
    tags = snapshot.past.tags["industry"]
    counted = (tags[rows] @ (tags.T @ snapshot.portfolio)).toarray()
    return np.asarray(counted + popularity(snapshot, rows) / 100, dtype=np.float32)


def tf_idf_centroid(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return the likeness of words to the middle of the portfolio."""
    return words_centre(snapshot, rows)


def e5_centroid(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return the cosine to the middle of the portfolio."""
    middle = np.asarray(snapshot.portfolio.T @ snapshot.past.vectors)
    middle /= np.linalg.norm(middle, axis=1, keepdims=True) + 1e-9
    return np.asarray(snapshot.past.vectors[rows] @ middle.T, dtype=np.float32)


def e5_kernel_vote(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return the sum over the portfolio of a kernel of the cosine."""
    found = np.zeros((len(rows), len(snapshot.candidates)), dtype=np.float32)
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        stretched = np.exp((cosines(snapshot, part) - 1) / np.float32(WIDTH))
        found[start : start + len(part)] = np.log(np.asarray(stretched @ snapshot.portfolio) + 1e-12)
    return found


BASELINES: Mapping[str, Rule] = {
    "random": random,
    "popularity": popularity,
    "category_count": category_count,
    "tfidf_centroid": tf_idf_centroid,
    "e5_centroid": e5_centroid,
    "e5_kernel_vote": e5_kernel_vote,
}
