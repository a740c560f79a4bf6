"""Likeness of texts by their words, without a model."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sparse

from matching.retrieval.domain import terms


def tf_idf(texts: Sequence[str]) -> Any:
    """Return unit rows of dampened counts times rarity, sparse float32 [texts, terms]."""
    counted = [terms(text) for text in texts]
    spread = Counter(term for counts in counted for term in counts)
    column = {term: number for number, term in enumerate(sorted(spread))}
    rarity = {term: math.log((1 + len(texts)) / (1 + count)) + 1 for term, count in spread.items()}
    columns, values, starts = [], [], [0]
    for counts in counted:
        weights = {term: (1 + math.log(count)) * rarity[term] for term, count in sorted(counts.items())}
        size = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        columns += [column[term] for term in weights]
        values += [weight / size for weight in weights.values()]
        starts.append(len(columns))
    shape = (len(texts), max(1, len(column)))
    return sparse.csr_matrix((np.array(values, dtype=np.float32), columns, starts), shape=shape)
