"""How alike a company's text is to those an investor backed, by meaning and by words.

Cosines of e5 crowd together, so a kernel stretches them: exp((cosine - usual) / width), where usual is a company's
own 99th percentile. A vote sums it over a portfolio, which likes the large; a share divides by the size again.
`friends` is the share of those an investor often has companies with: a syndicate looks for the same things.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from matching.ranking.domain.past import Floats, Ints
from matching.ranking.domain.snapshot import Snapshot

WIDTHS = {"meaning": 0.03, "meaning_sharp": 0.015}
USUAL = 0.99
PRIOR = 3.0
POWER = 1.5  # of a cosine of words, which is spread out already


def texts(snapshot: Snapshot, rows: Ints) -> Mapping[str, Floats]:
    """Return [rows, candidates] by name."""
    return {**_meaning(snapshot, rows), **_words(snapshot, rows)}


def cosines(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return [rows, companies] of meaning; a company is not like itself."""
    found = snapshot.past.vectors[rows] @ snapshot.past.vectors.T
    found[np.arange(len(rows)), rows] = -1
    return found


def kernel(alike: Floats, snapshot: Snapshot, width: float) -> Floats:
    """Return the cosines stretched around each company's usual one."""
    usual = np.quantile(alike[:, snapshot.known], USUAL, axis=1).astype(np.float32)[:, None]
    return np.exp((alike - usual) / np.float32(width))


def nearest(alike: Floats, portfolio: Any) -> Floats:
    """Return [rows, candidates]: the largest value over each portfolio (none of which is empty)."""
    return np.maximum.reduceat(alike[:, portfolio.indices], portfolio.indptr[:-1], axis=1)


def _meaning(snapshot: Snapshot, rows: Ints) -> dict[str, Floats]:
    alike = cosines(snapshot, rows)
    found: dict[str, Floats] = {
        "meaning_nearest": nearest(alike, snapshot.portfolio),
        "meaning_centre": _centre(snapshot, rows),
    }
    for name, width in WIDTHS.items():
        stretched = kernel(alike, snapshot, width)
        vote, fresh = (np.asarray(stretched @ held) for held in (snapshot.portfolio, snapshot.fresh))
        little = np.median(vote, axis=1, keepdims=True) * 0.1 + 1e-9
        usual = stretched[:, snapshot.known].mean(axis=1, keepdims=True) + 1e-9
        found[f"{name}_vote"] = np.log(vote + little)
        found[f"{name}_fresh"] = np.log(fresh + little)
        found[f"{name}_share"] = np.log((vote / usual + PRIOR) / (snapshot.size + PRIOR))
    found["friends"] = np.asarray(found["meaning_share"] @ snapshot.companions)
    return found


def _centre(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return the cosine to the middle of each portfolio, after taking away what all texts share."""
    shared = snapshot.past.vectors[snapshot.known].mean(axis=0)
    apart = snapshot.past.vectors - shared
    middle = np.asarray(snapshot.portfolio.T @ apart)
    return _unit(apart[rows]) @ _unit(middle).T


def _unit(vectors: Floats) -> Floats:
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def _words(snapshot: Snapshot, rows: Ints) -> dict[str, Floats]:
    words = snapshot.past.words
    alike = (words[rows] @ words.T).toarray()
    alike[np.arange(len(rows)), rows] = 0
    shaped = alike**POWER
    return {
        "words_vote": np.log(np.asarray(shaped @ snapshot.portfolio) + 0.05),
        "words_fresh": np.log(np.asarray(shaped @ snapshot.fresh) + 0.02),
        "words_nearest": nearest(alike, snapshot.portfolio),
        "words_centre": words_centre(snapshot, rows),
    }


def words_centre(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return the cosine of words to the middle of each portfolio."""
    middle = (snapshot.past.words.T @ snapshot.portfolio).tocsc()
    sizes = np.sqrt(np.asarray(middle.multiply(middle).sum(0)).ravel())
    return np.asarray((snapshot.past.words[rows] @ middle).toarray() / np.maximum(sizes, 1e-9))
