"""Why a pair is recommended, as code and parameters; the sentence is made in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.recommendations.domain.facts import Closeness, Criterion, CriterionState
from matching.recommendations.domain.passages import Passages

STRONGEST = 3
NAMED = 3  # past deals at most
NEAR = frozenset({Closeness.VERY_CLOSE, Closeness.CLOSE})


@dataclass(frozen=True, slots=True)
class NearDeal:
    """The past deal most like the winner. `year` may be unknown."""

    company: str
    year: int | None
    closeness: Closeness


def reason(
    closeness: Closeness,
    criteria: Sequence[Criterion],
    deals: Sequence[NearDeal],
    *,
    past: Closeness = Closeness.UNKNOWN,
    passages: Mapping[str, Passages] | None = None,
    by_plan: bool = False,
) -> dict[str, Any]:
    """Return what the sentence says: the strongest satisfied criteria, how near the texts are, the nearest deal.

    `criteria` come heaviest first, `deals` the nearest first. A past deal is named only when it is close: a far one
    explains nothing. `past`: what a learned model makes of an investor's past; `passages`: what both texts speak of;
    `by_plan`: the texts are near by what the plan says, and not by what the reader may read of it.
    """
    met = [c.code.value for c in criteria if c.state is CriterionState.SATISFIED][:STRONGEST]
    years: dict[str, int | None] = {}
    for deal in deals:
        if deal.closeness in NEAR:
            years.setdefault(deal.company, deal.year)  # a company invested in twice is one deal here
    named = [{"company": company, "year": year} for company, year in years.items()][:NAMED]
    return {
        "met": met,
        "closeness": closeness.value,
        "by_plan": by_plan,
        "deal": named[0] if named else None,
        "deals": named,
        "past": past.value,
        "passages": {language: pair.as_dict() for language, pair in (passages or {}).items()},
    }
