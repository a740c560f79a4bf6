"""Assignment under capacity at full size: 139 winners, 40 parks, 200 investors, 80 mentors; prices and stability too.

Scores and places are drawn from seeds; three counterparts of each kind are wanted, and places are scarce enough that
some winners go short. `seconds` is what one plan of every kind takes together: the optimum, what one more place would
give (solved anew for those shown), and the stable plan with its own prices.

`parks by space` has a park's vacancy bind beside its places: half of the winners take the usual 60 m², the others 20 to
390, and parks state between `least` and `most` of what their places would take on average. One counterpart is wanted
and three; the tightest case asks for more than there is nearly everywhere.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np

from matching.assignment.domain import Method, Pair, Situation, Terms
from matching.assignment.services.engine import solved

WINNERS = 139
KINDS = {"parks": (40, 8), "investors": (200, 3), "mentors": (80, 4)}
SEEDS = (1, 2, 3)
# Least and most share of the space that a park's places would take: in a third of the parks it binds, in most, in all.
SPACES = {"loose": (0.6, 2.0), "narrow": (0.4, 1.2), "tightest": (0.24, 0.72)}


def run() -> dict[str, Any]:
    """Return per seed and kind what was reached and how long it took."""
    solved(*_world(5, 5, 2, seed=0), Terms())  # the engine is loaded once
    found = {f"seed {seed}": _season(seed) for seed in SEEDS}
    found["parks by space"] = {f"seed {seed}": _by_space(seed) for seed in SEEDS}
    return found


def _by_space(seed: int) -> dict[str, Any]:
    """Return what plans of parks reach whose space binds, and how long each takes with its prices."""
    found = {}
    for name, shares in SPACES.items():
        now, scores = _spacious(seed, *shares)
        for each in (1, 3):
            for method in Method:
                started = time.perf_counter()
                made = solved(now, scores, Terms(each=each, method=method)).outcome
                found[f"{name}, {each} each, {method}"] = {
                    "seconds": round(time.perf_counter() - started, 2),
                    "pairs": made["pairs"],
                    "shortfall": made["shortfall"],
                    "score": round(made["score"], 3),
                    "proved": made["proved"],
                    "parks bound": len(made["space"]["tight"]),
                    "prices": len(made["prices"]),
                }
    return found


def _spacious(seed: int, least: float, most: float) -> tuple[Situation, dict[UUID, dict[UUID, float]]]:
    now, scores = _world(WINNERS, *KINDS["parks"], seed=seed)
    rng = np.random.default_rng(100 + seed)
    sizes = np.where(rng.random(WINNERS) < 0.5, 60, 10 * rng.integers(2, 40, WINNERS))
    need = {winner: int(size) for winner, size in zip(now.winners, sizes, strict=True)}
    shares = rng.uniform(least, most, len(now.room))
    space = {
        park: int(room * sizes.mean() * share)
        for (park, room), share in zip(now.room.items(), shares, strict=True)
    }
    return replace(now, need=need, space=space), scores


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
