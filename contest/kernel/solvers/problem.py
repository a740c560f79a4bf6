"""An assignment problem in the form the engines take it: what is left to decide beside the pinned pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PanelRule:
    """At most `at_most` (one number or [items]) of the `workers` (mask [workers]) take the same item.

    "At most two of one organisation", or "at least two from outside" as the most that come from inside.
    """

    workers: Mask
    at_most: int | Ints


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule with the room [items] that pinned pairs leave."""

    workers: Mask
    room: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """`need` [items] pairs are still to be made among the `open` ones, within `caps` and `floors` [workers].

    `caps_asked` and `floors_asked` are the bounds as they were given, before pinned pairs were taken off.
    """

    affinity: Floats
    pinned: Mask
    open: Mask
    need: Ints
    caps: Ints
    floors: Ints
    caps_asked: Ints
    floors_asked: Ints
    rules: tuple[Rule, ...] = ()

    @property
    def pinned_sums(self) -> Floats:
        """Return [items] what pinned pairs bring already."""
        sums: Floats = np.where(self.pinned, self.affinity, 0.0).sum(axis=0)
        return sums

    @property
    def undecided(self) -> Ints:
        """Return the items that still need somebody."""
        return np.flatnonzero(self.need)


def problem_of(
    affinity: Floats,
    forbidden: Mask,
    *,
    per_item: int | Ints,
    max_load: int | Ints,
    min_load: int | Ints,
    pinned: Mask | None,
    rules: Sequence[PanelRule],
) -> Problem:
    """Return the problem; raise ValueError on malformed input. See `assign`."""
    values = np.asarray(affinity, dtype=np.float64)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise ValueError("affinity must be a finite matrix of workers by items")
    workers, items = values.shape
    banned = _mask(forbidden, values.shape, "forbidden")
    kept = _mask(np.zeros(values.shape) if pinned is None else pinned, values.shape, "pinned")
    if (banned & kept).any():
        raise ValueError("a pair is both pinned and forbidden")
    asked = _bounds(per_item, items, "per_item")
    caps_asked, floors_asked = (
        _bounds(max_load, workers, "max_load"),
        _bounds(min_load, workers, "min_load"),
    )
    need = np.maximum(asked - kept.sum(axis=0), 0)
    caps = np.maximum(caps_asked - kept.sum(axis=1), 0)
    return Problem(
        affinity=values,
        pinned=kept,
        open=~banned & ~kept & (need > 0)[None, :] & (caps > 0)[:, None],
        need=need,
        caps=caps,
        floors=np.maximum(floors_asked - kept.sum(axis=1), 0),
        caps_asked=caps_asked,
        floors_asked=floors_asked,
        rules=tuple(_rule(rule, kept, need) for rule in rules),
    )


def _rule(given: PanelRule, kept: Mask, need: Ints) -> Rule:
    members = _mask(given.workers, kept.shape[:1], "rule")
    most = _bounds(given.at_most, kept.shape[1], "at_most")
    return Rule(members, np.minimum(np.maximum(most - kept[members].sum(axis=0), 0), need))


def _mask(given: NDArray[np.generic], shape: tuple[int, ...], name: str) -> Mask:
    mask: Mask = np.asarray(given).astype(np.bool_)
    if mask.shape != shape:
        raise ValueError(f"{name} has the shape {mask.shape}, affinity {shape}")
    return mask


def _bounds(given: int | Ints, size: int, name: str) -> Ints:
    bounds: Ints = np.broadcast_to(np.asarray(given, dtype=np.int64), (size,))
    if (bounds < 0).any():
        raise ValueError(f"{name} must not be negative")
    return bounds
