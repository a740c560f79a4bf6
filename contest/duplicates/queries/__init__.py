"""Reads about entries that may be one and the same."""

from contest.duplicates.queries.integrity import (
    SampleLine,
    count_samples,
    list_samples,
    numbers_with_samples,
    samples_of,
)
from contest.duplicates.queries.pairs import (
    PairFilter,
    PairView,
    Side,
    count_open,
    get_access,
    get_pair,
    list_pairs,
    locked,
    pairs_of,
)

__all__ = [
    "PairFilter",
    "PairView",
    "SampleLine",
    "Side",
    "count_open",
    "count_samples",
    "get_access",
    "get_pair",
    "list_pairs",
    "list_samples",
    "locked",
    "numbers_with_samples",
    "pairs_of",
    "samples_of",
]
