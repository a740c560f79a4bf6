"""Assignment under capacity at full size: 139 winners, 40 parks, 200 investors, 80 mentors; prices and stability too.

Scores and places are drawn from seeds; three counterparts of each kind are wanted, and places are scarce enough that
some winners go short. `seconds` is what one plan of every kind takes together: the optimum, what one more place would
give (solved anew for those shown), and the stable plan with its own prices.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import numpy as np

from matching.assignment.domain import Method, Pair, Situation, Terms
from matching.assignment.services.engine import solved

WINNERS = 139
KINDS = {"parks": (40, 8), "investors": (200, 3), "mentors": (80, 4)}
SEEDS = (1, 2, 3)


def run() -> dict[str, Any]:
    """Return per seed and kind what was reached and how long it took."""
    solved(*_world(5, 5, 2, seed=0), Terms())  # the engine is loaded once
    return {f"seed {seed}": _season(seed) for seed in SEEDS}


def _season(seed: int) -> dict[str, Any]:
    found: dict[str, Any] = {"seconds": 0.0}
    for kind, (profiles, most) in KINDS.items():
        now, scores = _world(WINNERS, profiles, most, seed=seed)
        for method in Method:
            started = time.perf_counter()
            made = solved(now, scores, Terms(each=3, method=method)).outcome
            took = time.perf_counter() - started
            found["seconds"] += took
            kept = ("pairs", "shortfall", "score", "proved", "best_shortfall", "best_score")
            found[f"{kind} {method}"] = {name: made[name] for name in kept} | {
                "prices": len(made["prices"]),
                "seconds": round(took, 2),
            }
    found["seconds"] = round(found["seconds"], 2)
    return found


def _world(
    winners: int, profiles: int, most: int, *, seed: int
) -> tuple[Situation, dict[UUID, dict[UUID, float]]]:
    """Return places from 0 to `most` and scores to six digits; a twentieth of the pairs cannot be."""
    rng = np.random.default_rng(seed)
    rows = [UUID(int=1_000 + number) for number in range(winners)]
    columns = [UUID(int=10_000 + number) for number in range(profiles)]
    values = np.round(rng.beta(4, 3, (winners, profiles)), 6)
    able = rng.random(values.shape) > 0.05
    scores = {
        row: {column: float(values[i, j]) for j, column in enumerate(columns) if able[i, j]}
        for i, row in enumerate(rows)
    }
    room = {column: int(rng.integers(0, most + 1)) for column in columns}
    asked = frozenset(
        Pair(rows[i], columns[i % profiles]) for i in range(0, winners, 7) if able[i, i % profiles]
    )
    return Situation(tuple(rows), room, refused=asked), scores
