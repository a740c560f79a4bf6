"""Sheets as arrays, and which of them hang together: a judge links two items by scoring both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from judging.calibration.domain import Sheet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """Scores with the index of their judge and item; items with the index of their group, part and cell.

    A part is what judges link (over all groups); a cell is one group's share of one part. Names are sorted, so the
    same sheets in another order give the same arrays and the same result to the last bit.
    """

    judge_names: tuple[str, ...]
    item_names: tuple[str, ...]
    group_names: tuple[str, ...]
    judge: Ints
    item: Ints
    score: Floats
    group_of: Ints
    part_of: Ints
    cell_of: Ints
    parts: int
    cells: int

    @property
    def sheets_per_item(self) -> Ints:
        """Return how many scores each item has."""
        return np.bincount(self.item, minlength=len(self.item_names))

    @property
    def means(self) -> Floats:
        """Return the plain mean of each item."""
        return item_means(self, self.score)


def arrange(sheets: Sequence[Sheet]) -> Panels:
    """Return the sheets as arrays. Raises ValueError on an item in two groups or a judge's second score of an item."""
    ordered = sorted(sheets, key=lambda sheet: (sheet.item, sheet.judge))
    judges, items = sorted({one.judge for one in ordered}), sorted({one.item for one in ordered})
    pairs = {(one.judge, one.item) for one in ordered}
    groups = {(one.item, one.group) for one in ordered}
    if len(pairs) < len(ordered) or len(groups) > len(items):
        raise ValueError("an item stands in one group and has one score of each of its judges")
    names = sorted({one.group for one in ordered})
    judge_at, item_at = ({name: at for at, name in enumerate(some)} for some in (judges, items))
    group_at, group = {name: at for at, name in enumerate(names)}, dict(groups)
    judge = np.array([judge_at[one.judge] for one in ordered], dtype=np.int64)
    item = np.array([item_at[one.item] for one in ordered], dtype=np.int64)
    group_of = np.array([group_at[group[name]] for name in items], dtype=np.int64)
    parts, part_of = _parts(judge, item, len(judges), len(items))
    cells, cell_of = np.unique(group_of * max(parts, 1) + part_of, return_inverse=True)
    return Panels(
        judge_names=tuple(judges),
        item_names=tuple(items),
        group_names=tuple(names),
        judge=judge,
        item=item,
        score=np.array([one.score for one in ordered], dtype=np.float64),
        group_of=group_of,
        part_of=part_of,
        cell_of=cell_of.astype(np.int64),
        parts=parts,
        cells=len(cells),
    )


def _parts(judge: Ints, item: Ints, judges: int, items: int) -> tuple[int, Ints]:
    """Return how many parts there are, and the part of each item."""
    size = items + judges
    links = coo_array((np.ones(len(item)), (item, judge + items)), shape=(size, size))
    count, labels = connected_components(links, directed=False)
    return int(count), labels[:items].astype(np.int64)


def item_means(panels: Panels, values: Floats, chosen: NDArray[np.bool_] | None = None) -> Floats:
    """Return the mean of one value per score over each item's (chosen) scores, NaN where there is none."""
    rows = slice(None) if chosen is None else chosen
    items = len(panels.item_names)
    counts = np.bincount(panels.item[rows], minlength=items)
    sums = np.bincount(panels.item[rows], weights=values[rows], minlength=items)
    return np.divide(sums, counts, out=np.full(items, np.nan), where=counts > 0)
