"""Whether an investor favours a company's industries and region: counts, shares, and lifts over what is usual."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matching.ranking.domain.past import Floats, Ints
from matching.ranking.domain.snapshot import Snapshot

PRIOR = 3.0  # companies an investor is thought to hold by chance beside those known


def focus(snapshot: Snapshot, rows: Ints) -> Mapping[str, Floats]:
    """Return [rows, candidates] by name, for each kind of tag; a company without tags is alike to everybody."""
    found: dict[str, Floats] = {}
    for kind, tags in snapshot.past.tags.items():
        own = tags[rows]
        # A company's tags share its weight.
        each = own.multiply(1 / np.maximum(np.asarray(own.sum(1)), 1)).tocsr()
        with_tag = (tags.T @ snapshot.portfolio).toarray()
        count: Floats = np.asarray(each @ with_tag, dtype=np.float32)
        found[f"{kind}_count"] = np.log1p(count)
        found[f"{kind}_fresh"] = np.log1p(np.asarray(each @ (tags.T @ snapshot.fresh).toarray()))
        found[f"{kind}_share"] = np.asarray(count / (snapshot.size + 2), dtype=np.float32)
        found[f"{kind}_lift"] = np.asarray(each @ _lift(snapshot, tags, with_tag))
    return found


def _lift(snapshot: Snapshot, tags: object, with_tag: Floats) -> Floats:
    """Return [tags, candidates]: log of the smoothed share of a tag over its usual share."""
    known = np.asarray(tags[snapshot.known].sum(0)).ravel()  # type: ignore[index]  # a sparse matrix
    usual = ((known + 1) / (len(snapshot.known) + 2))[:, None]
    share = (with_tag + PRIOR * usual) / (snapshot.size[None, :] + PRIOR)
    return np.asarray(np.log(share / usual), dtype=np.float32)
