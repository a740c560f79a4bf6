"""Panels at full size: how good, how near to the proved bound, how fast, in how much memory.

Sizes are generated: 500 judges, 12,000 entries of six fields, three judges each, a fiftieth of all pairs in conflict,
loads between two below and three above the mean. `ASSIGN_DATA` names a folder of `.npz` files as `assign-file` takes
them; without it only the generated ones are measured.
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

from judging.panels.domain.matrices import Asked, Matrices, assigned, read_matrices

JUDGES, ITEMS, EACH, FIELDS = 500, 12_000, 3, 6
KINDS = ("graded", "scattered", "embedded")
SHOWN = (
    "total",
    "bound_total",
    "worst",
    "bound_worst",
    "gap_worst",
    "loads",
    "violations",
    "floors",
    "seconds",
)


def run() -> dict[str, Any]:
    """Return for every file and every generated kind what both objectives reach."""
    found: dict[str, Any] = {}
    if "ASSIGN_DATA" in os.environ:
        for path in sorted(Path(os.environ["ASSIGN_DATA"]).glob("*.npz")):
            found[path.stem] = _measured(read_matrices(path))
    for kind in KINDS:
        found[kind] = _measured(generated(kind, seed=1))
    return found


def _measured(given: Matrices) -> dict[str, Any]:
    found = {}
    for objective in ("total", "fair"):
        started = time.perf_counter()
        _made, figures = assigned(given, Asked(objective=objective))
        found[objective] = {name: figures[name] for name in SHOWN} | {
            "wall": round(time.perf_counter() - started, 1),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    return found


def generated(kind: str, *, seed: int) -> Matrices:
    """Return a season's worth of affinities: marks in quarters, scattered values, or cosines of vectors."""
    rng = np.random.default_rng(seed)
    fields = [rng.choice(FIELDS, size, p=rng.dirichlet(np.full(FIELDS, 6.0))) for size in (JUDGES, ITEMS)]
    near = fields[0][:, None] == fields[1][None, :]
    if kind == "graded":
        scores = np.where(
            near,
            rng.choice([0.25, 0.5, 0.75, 1.0], near.shape),
            rng.choice([0.0, 0.0, 0.0, 0.25], near.shape),
        )
    elif kind == "scattered":
        scores = np.where(near, rng.uniform(0.5, 1.0, near.shape), rng.uniform(0.0, 0.35, near.shape))
    else:
        scores = _cosines(rng, *fields)
    mean = ITEMS * EACH // JUDGES
    return Matrices(
        scores=scores,
        conflicts=rng.random(near.shape) < 0.02,
        covs=np.full(ITEMS, EACH),
        loads=np.full(JUDGES, mean + 3),
        loads_lb=np.full(JUDGES, mean - 2),
    )


def _cosines(
    rng: np.random.Generator, judges: np.ndarray[Any, Any], items: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    centres = rng.normal(size=(FIELDS, 32))
    sides = [centres[fields] + 0.8 * rng.normal(size=(fields.size, 32)) for fields in (judges, items)]
    left, right = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in sides)
    cosines: np.ndarray[Any, Any] = (left @ right.T + 1) / 2
    return cosines
