"""Which entry helps the ranking most when a judge has time for one more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contest.kernel.errors import DomainError


class JudgeBusy(DomainError):
    """The judge still has `left` entries to score."""

    code = "judge_busy"


class JudgeFull(DomainError):
    """The judge has as many entries as the load allows: `most`."""

    code = "judge_full"


class NothingFurther(DomainError):
    """There is no entry that this judge could take."""

    code = "nothing_further"


class NobodyFurther(DomainError):
    """There is no judge who could take this entry."""

    code = "nobody_further"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry a judge could take (or a judge for an entry): valid `sheets`, how far they lie apart, how it fits."""

    id: UUID
    sheets: int
    spread: Decimal
    fit: float
    load: int = 0


def most_useful(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the one with the fewest valid sheets, then the widest disagreement, then the best fit."""
    return min(candidates, key=lambda one: (one.sheets, -one.spread, -one.fit, one.id), default=None)


def best_judge(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the judge who fits best, of those alike the one with the least to do."""
    return min(candidates, key=lambda one: (-round(one.fit, 2), one.load, one.id), default=None)
