"""How long a backtest of the ranking of investors takes on a folder of real size, embedding not counted."""

from __future__ import annotations

import random
import time
from datetime import date
from typing import Any

import numpy as np

from matching.evaluation.domain.backtest import Material, Protocol, backtest
from matching.ranking.domain.past import CompanyFacts, Investment

COMPANIES, INVESTORS, DEALS, DIMENSIONS = 12_000, 6_000, 30_000, 384
DAY = date(2020, 1, 1).toordinal()


def material(seed: int = 1) -> Material:
    """Return made-up companies and deals: few investors do much, most do little."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    companies = [
        CompanyFacts(
            key=number,
            name=f"Company {number}",
            industries=f"industry {number % 60}, field {number % 17}",
            region=f"region {number % 40}",
            text=" ".join(f"word{rng.randrange(4_000)}" for _ in range(40)),
        )
        for number in range(COMPANIES)
    ]
    deals = [
        Investment(
            rng.randrange(COMPANIES),
            min(int(rng.paretovariate(0.55)), INVESTORS),
            DAY - 2_000 + rng.randrange(2_400),
            rng.randrange(5),
        )
        for _ in range(DEALS)
    ]
    vectors = numbers.normal(size=(COMPANIES, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Material(companies, deals, dict(enumerate(vectors)))


def run() -> dict[str, Any]:
    """Measure one backtest, training included."""
    given = material()
    started = time.perf_counter()
    outcome = backtest(given, Protocol(DAY, 2))
    return {
        "companies": COMPANIES,
        "candidates": outcome.candidates,
        "queries": outcome.questions,
        "seconds": round(time.perf_counter() - started, 1),
    }
