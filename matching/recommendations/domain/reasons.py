"""Why a pair is recommended, as code and parameters; the sentence is made in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matching.recommendations.domain.facts import Closeness, Criterion, CriterionState

STRONGEST = 3


@dataclass(frozen=True, slots=True)
class NearDeal:
    """The past deal most like the winner. `year` may be unknown."""

    company: str
    year: int | None
    closeness: Closeness


def reason(closeness: Closeness, criteria: Sequence[Criterion], deal: NearDeal | None) -> dict[str, Any]:
    """Return what the sentence says: the strongest satisfied criteria, how near the texts are, the nearest deal.

    `criteria` come heaviest first. A past deal is named only when it is close: a far one explains nothing.
    """
    met = [c.code.value for c in criteria if c.state is CriterionState.SATISFIED][:STRONGEST]
    named = deal if deal and deal.closeness in {Closeness.VERY_CLOSE, Closeness.CLOSE} else None
    return {
        "met": met,
        "closeness": closeness.value,
        "deal": {"company": named.company, "year": named.year} if named else None,
    }
