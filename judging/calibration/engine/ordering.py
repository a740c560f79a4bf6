"""An order of scores that depends on the scores alone, never on what judges and items are called.

Scores are dealt to the folds of the cross-validation in this order: a sealed file, in which everybody bears a
pseudonym, comes to the same comparison as the round did under its own names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from judging.calibration.engine.panels import Ints, Panels

ROUNDS = 3  # what is equal after as many looks at its neighbours' neighbours is alike for every purpose here


def nameless(panels: Panels) -> tuple[Ints, Ints]:
    """Return the rows of scores, and the items, each in an order that renaming anybody leaves as it is."""
    judges, items = len(panels.judge_names), len(panels.item_names)
    of_item, of_judge = panels.group_of.tolist(), [0] * judges
    for _round in range(ROUNDS):
        beside_item: list[list[Any]] = [[] for _ in range(items)]
        beside_judge: list[list[Any]] = [[] for _ in range(judges)]
        rows = zip(panels.item.tolist(), panels.judge.tolist(), panels.score.tolist(), strict=True)
        for item, judge, score in rows:
            beside_item[item].append((score, of_judge[judge]))
            beside_judge[judge].append((score, of_item[item]))
        of_item, of_judge = _places(of_item, beside_item), _places(of_judge, beside_judge)
    item_at, judge_at = np.array(of_item), np.array(of_judge)
    order = np.lexsort((judge_at[panels.judge], panels.score, item_at[panels.item]))
    return order, np.argsort(item_at, kind="stable")


def _places(before: Sequence[int], beside: list[list[Any]]) -> list[int]:
    """Return the place of each among all, equals together, by its place so far and what stands beside it."""
    seen = [(place, sorted(others)) for place, others in zip(before, beside, strict=True)]
    found, place, last = [0] * len(seen), -1, None
    for at in sorted(range(len(seen)), key=seen.__getitem__):
        if last is None or seen[at] != last:
            place, last = place + 1, seen[at]
        found[at] = place
    return found
