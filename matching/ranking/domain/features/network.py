"""Who invests with whom: a company's earlier investors (before the day) and those they often share companies with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sparse

from matching.ranking.domain.features.activity import opener, years_idle
from matching.ranking.domain.past import Floats, Ints
from matching.ranking.domain.snapshot import Snapshot


def network(snapshot: Snapshot, rows: Ints) -> Mapping[str, Floats]:
    """Return [rows, candidates] by name; without earlier investors everything is 0.

    `follow_*` let a model think of later rounds otherwise than of a first one.
    """
    held = snapshot.held
    shared = sparse.csr_matrix(held.T @ snapshot.portfolio)  # [investors, candidates]: companies in common
    sizes = np.maximum(np.asarray(held.sum(0)).ravel(), 1)
    inside = held[rows]  # [rows, investors]
    common = (inside @ shared).toarray()
    has = (np.asarray(inside.sum(1)) > 0).astype(np.float32)
    near = _scaled(shared, sizes, size := snapshot.size)
    share = (inside @ near).toarray()
    others = near[snapshot.candidates].toarray()
    np.fill_diagonal(others, 0)
    fresh = np.asarray(snapshot.fresh.sum(0)).ravel()
    return {
        "partners": np.log1p(common),
        "partners_share": np.sqrt(share),
        "partners_of_partners": np.sqrt(share @ others),
        "partners_lift": np.where(has > 0, _lift(snapshot, inside, common, sizes), 0),
        "follow_opener": has * opener(snapshot),
        "follow_size": has * np.log(size),
        "follow_year": has * np.log(fresh + 0.1),
        "follow_recency": has * -np.log(years_idle(snapshot) + 0.05),
    }


def _scaled(shared: Any, sizes: Floats, size: Floats) -> Any:
    return sparse.csr_matrix(sparse.diags(1 / np.sqrt(sizes)) @ shared @ sparse.diags(1 / np.sqrt(size)))


def _lift(snapshot: Snapshot, inside: Any, common: Floats, sizes: Floats) -> Floats:
    by_chance = np.asarray(inside @ sizes).reshape(-1, 1) * snapshot.size / max(1, len(snapshot.known))
    return np.asarray(np.log((common + 0.5) / (by_chance + 0.5)))
