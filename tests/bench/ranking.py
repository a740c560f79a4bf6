"""How long a backtest of the ranking of investors takes on folders of real size, embedding not counted.

One knows only names, industries, regions and years; the other has everything and more investors to choose from.
"""

from __future__ import annotations

import random
import time
from datetime import date
from typing import Any

import numpy as np

from matching.evaluation.domain.backtest import Material, Protocol, backtest
from matching.ranking.domain.past import CompanyFacts, Investment

DIMENSIONS = 384
DAY = date(2020, 1, 1).toordinal()


def material(companies: int, investors: int, deals: int, *, bare: bool = False, seed: int = 1) -> Material:
    """Return made-up companies and deals: few investors do much, most do little."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    active = [1 / (place + 10) for place in range(investors)]
    facts = [
        CompanyFacts(
            key=number,
            name=f"Company {number}",
            industries=f"industry {number % 60}, field {number % 17}",
            region=f"region {number % 40}",
            text="" if bare else " ".join(f"word{rng.randrange(4_000)}" for _ in range(40)),
        )
        for number in range(companies)
    ]
    made = [
        Investment(
            rng.randrange(companies),
            investor,
            _year(day) if bare else day,
            None if bare else rng.randrange(5),
        )
        for investor in rng.choices(range(investors), active, k=deals)
        for day in [DAY - 2_000 + rng.randrange(2_400)]
    ]
    vectors = numbers.normal(size=(companies, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Material(facts, made, dict(enumerate(vectors)))


def _year(day: int) -> int:
    return date(date.fromordinal(day).year, 1, 1).toordinal()


def run() -> dict[str, Any]:
    """Measure backtests, training included."""
    return {
        "bare": _measured(material(8_000, 750, 12_000, bare=True)),
        "full": _measured(material(12_000, 1_600, 30_000)),
    }


def _measured(given: Material) -> dict[str, Any]:
    started = time.perf_counter()
    outcome = backtest(given, Protocol(DAY, 2))
    return {
        "companies": len(given.companies),
        "candidates": outcome.candidates,
        "queries": outcome.questions,
        "seconds": round(time.perf_counter() - started, 1),
    }
