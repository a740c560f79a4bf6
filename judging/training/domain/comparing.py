"""How near a judge's marks in the exercise come to the reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from judging.rubrics.domain import Criterion
from judging.training.domain.exercise import Reference

CLOSE, APART = Decimal("0.10"), Decimal("0.20")  # of a criterion's maximum


class Distance(StrEnum):
    """How far a mark is from the reference. NONE: the exercise says nothing of this criterion."""

    CLOSE = "close"
    APART = "apart"
    FAR = "far"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion: the judge's mark, the reference in steps of its scale, and the difference of the two."""

    code: str
    mark: Decimal
    reference: Decimal | None
    difference: Decimal | None
    distance: Distance


def compared(
    criteria: Iterable[Criterion], marks: Mapping[str, Decimal], references: Mapping[str, Reference]
) -> list[Compared]:
    """Return every criterion that was marked beside its reference, in their order."""
    return [_one(one, marks[one.code], references.get(one.code)) for one in criteria if one.code in marks]


def _one(criterion: Criterion, mark: Decimal, reference: Reference | None) -> Compared:
    if reference is None:
        return Compared(criterion.code, mark, None, None, Distance.NONE)
    steps = (criterion.max * reference.share / criterion.step).to_integral_value()
    due = steps * criterion.step
    apart = abs(mark - due) / criterion.max
    distance = Distance.CLOSE if apart <= CLOSE else Distance.APART if apart <= APART else Distance.FAR
    return Compared(criterion.code, mark, due, mark - due, distance)
