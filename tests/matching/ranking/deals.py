"""Made-up deals in which investors keep to an industry, a city and companions; small enough for every test."""

from __future__ import annotations

import random
from datetime import date

import numpy as np

from matching.ranking.domain.past import CompanyFacts, Investment, Past, build

INDUSTRIES = ("fintech", "medicine", "robots", "chips", "games", "energy")
CITIES = ("Shanghai", "Hangzhou", "Suzhou")
COMPANIES, INVESTORS = 240, 40


def facts(seed: int = 1, prefix: str = "c") -> tuple[list[CompanyFacts], list[Investment]]:
    """Return companies and deals of six years; `prefix` renames every key."""
    rng = random.Random(seed)
    companies = [
        CompanyFacts(
            key=f"{prefix}{number}",
            name=f"Company {number}",
            industries=INDUSTRIES[number % 6],
            region=CITIES[number % 3],
            text=f"We work on {INDUSTRIES[number % 6]} in {CITIES[number % 3]}, line {number % 11}.",
        )
        for number in range(COMPANIES)
    ]
    deals = []
    for number, company in enumerate(companies):
        began = date(2014, 1, 1).toordinal() + rng.randrange(6 * 365)
        for turn in range(rng.choice((1, 1, 2, 3))):
            if rng.random() < 0.8:
                investor = (number % 6) + 6 * min(int(rng.expovariate(0.9)), 5)
            else:
                investor = rng.randrange(INVESTORS)
            deals.append(Investment(company.key, f"{prefix}i{investor}", began + 200 * turn, turn))
    return companies, deals


def vectors(companies: list[CompanyFacts]) -> dict[object, np.ndarray]:
    """Return unit vectors in which an industry is a direction and everything else noise."""
    found: dict[object, np.ndarray] = {}
    for one in companies:
        noise = np.random.default_rng(sum(map(ord, one.name))).normal(size=16).astype(np.float32)
        vector = np.eye(16, dtype=np.float32)[INDUSTRIES.index(one.industries)] * 4 + noise
        found[one.key] = vector / np.linalg.norm(vector)
    return found


def past(seed: int = 1) -> Past:
    """Return them as arrays."""
    companies, deals = facts(seed)
    return build(companies, deals, vectors(companies))
