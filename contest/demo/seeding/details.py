"""What a company's form tells beside its texts: rights, finances, rounds, shares, people. Invented, deterministic."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from contest.entry_forms.defaults.options import ROUNDS
from contest.entry_forms.domain.values import CENTS_PER_WAN
from contest.organisations.domain import District
from contest.seasons.domain import GrowthStage

# In 万元: what a company of the stage earns in a year, at least and at most.
REVENUE = {GrowthStage.SEED: (0, 120), GrowthStage.EARLY: (80, 1_800), GrowthStage.GROWTH: (1_500, 9_000)}
STAFF = {GrowthStage.SEED: (3, 9), GrowthStage.EARLY: (8, 40), GrowthStage.GROWTH: (35, 180)}
RIGHTS = {GrowthStage.SEED: (1, 3), GrowthStage.EARLY: (2, 6), GrowthStage.GROWTH: (4, 10)}
RIGHT_KINDS = ("invention", "invention", "utility_model", "software", "trade_mark")
RIGHT_NAMES = {
    "invention": "一种{word}装置及方法",
    "utility_model": "一种{word}结构",
    "software": "{word}管理软件",
    "trade_mark": "{word}",
}
YEARS = 3
ORDER = tuple(option.code for option in ROUNDS)
RAISED = {"seed": 200, "angel": 600, "pre_a": 1_500, "a": 4_000, "a_plus": 6_000, "b": 12_000, "c": 25_000}


def details(
    rng: random.Random,
    *,
    index: int,
    stage: str,
    financing: str,
    words: Sequence[str],
    people: Sequence[tuple[str, str]],
    founded: date | None,
    as_of: date,
) -> dict[str, Any]:
    """Return field -> stored value. `index` makes numbers unique, `words` are keywords, `people` (name, duty).

    Without a company (`founded` None) there is nothing to say but who does what and what is protected.
    """
    growth = GrowthStage(stage)
    found: dict[str, Any] = {
        "ip_rights": _rights(rng, index, growth, words),
        "team_roles": [{"person": name, "role": duty, "time": "full"} for name, duty in people],
        "prior_prizes": 0,
    }
    if founded is None:
        return found
    staff = rng.randint(*STAFF[growth])
    return found | {
        "company_district": rng.choice(list(District)).value,
        "registered_capital": rng.choice((50, 100, 200, 500, 1_000)) * CENTS_PER_WAN,
        "insured_staff": staff,
        "rd_staff": max(1, staff * rng.randint(35, 65) // 100),
        "finances": _finances(rng, growth, staff, founded, as_of),
        "funding_rounds": _rounds(rng, financing, founded, as_of),
        "equity": _equity(rng, financing, people),
    }


def _rights(
    rng: random.Random, index: int, growth: GrowthStage, words: Sequence[str]
) -> list[dict[str, str]]:
    rows = []
    for place in range(rng.randint(*RIGHTS[growth])):
        kind = RIGHT_KINDS[place % len(RIGHT_KINDS)]
        rows.append(
            {
                "kind": kind,
                "name": RIGHT_NAMES[kind].format(word=words[place % len(words)]),
                # No office gives out such numbers: nobody's right is claimed by a demonstration.
                "number": f"HJ-{index:05d}-{place + 1:02d}",
                "owner": "",
                "status": rng.choice(("filed", "granted", "granted")),
            }
        )
    return rows


def _finances(
    rng: random.Random, growth: GrowthStage, staff: int, founded: date, as_of: date
) -> list[dict[str, Any]]:
    low, high = REVENUE[growth]
    revenue, rows = rng.randint(low, high), []
    for year in range(as_of.year - 1, max(founded.year, as_of.year - YEARS) - 1, -1):
        spend = max(20, revenue * rng.randint(12, 40) // 100)
        rows.append(
            {
                "year": year,
                "revenue": revenue * CENTS_PER_WAN,
                "profit": (revenue * rng.randint(-35, 18) // 100) * CENTS_PER_WAN,
                "rd_spend": spend * CENTS_PER_WAN,
                "staff": staff,
            }
        )
        revenue, staff = revenue * rng.randint(45, 85) // 100, max(2, staff * rng.randint(55, 90) // 100)
    return rows[::-1]


def _rounds(rng: random.Random, financing: str, founded: date, as_of: date) -> list[dict[str, Any]]:
    """Return the rounds up to the present one, a year or so apart."""
    if financing not in RAISED:
        return []
    reached = [code for code in ORDER[: ORDER.index(financing) + 1] if code in RAISED][-3:]
    days = max(30, (as_of - founded).days)
    return [
        {
            "closed_on": date.fromordinal(
                founded.toordinal() + days * (place + 1) // (len(reached) + 1)
            ).isoformat(),
            "round": code,
            "amount": RAISED[code] * rng.randint(6, 14) // 10 * CENTS_PER_WAN,
            "investor": "",
        }
        for place, code in enumerate(reached)
    ]


def _equity(rng: random.Random, financing: str, people: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return who holds what; the shares add up to a hundred, the team holds most of them."""
    outside = 0 if financing == "none" else rng.randint(8, 25)
    pool = rng.choice((0, 5, 10))
    member = rng.randint(5, 15) if len(people) > 1 else 0
    leader = Decimal(100 - outside - pool - member)
    rows = [("leader", people[0][0], leader)]
    rows += [("member", people[1][0], Decimal(member))] if member else []
    rows += [("staff_pool", "员工持股平台", Decimal(pool))] if pool else []
    rows += [("investor", "外部投资人", Decimal(outside))] if outside else []
    return [{"holder": holder, "role": role, "share": str(share)} for role, holder, share in rows]
