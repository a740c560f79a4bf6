"""The life of a seal, and what must hold before one is made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contest.kernel.errors import FieldError
from contest.kernel.written import text_errors

REASON_LIMIT = 500


class SealState(StrEnum):
    """proposed → confirmed (by somebody else) → sealed; failed says why no file came about; withdrawn is none."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SEALED = "sealed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


LIVE = (SealState.PROPOSED, SealState.CONFIRMED, SealState.SEALED)


class CheckCode(StrEnum):
    """A precondition of sealing."""

    DECIDED = "decided"
    FOLLOWS = "follows"
    CALIBRATION = "calibration"
    REOPENINGS = "reopenings"
    COMPLETE = "complete"
    SCORED = "scored"
    TIES = "ties"
    CONFLICTS = "conflicts"
    VACANCIES = "vacancies"


WAIVABLE = frozenset({CheckCode.COMPLETE, CheckCode.SCORED})


@dataclass(frozen=True, slots=True)
class Check:
    """One precondition and whether it holds; `names` are the numbers of the entries that stand in its way."""

    code: CheckCode
    met: bool
    names: tuple[str, ...] = ()

    @property
    def waivable(self) -> bool:
        """Say whether two people may set it aside with a reason."""
        return self.code in WAIVABLE


def standing(checks: Iterable[Check], waived: Mapping[str, str] | Collection[str]) -> list[Check]:
    """Return the checks that stand in the way, those set aside left out."""
    return [check for check in checks if not check.met and not (check.waivable and check.code in waived)]


def waiver_errors(waived: Mapping[str, str]) -> list[FieldError]:
    """Return what is wrong with the reasons for setting checks aside, by the check's code."""
    errors = []
    for code, reason in waived.items():
        if code not in {one.value for one in WAIVABLE}:
            errors.append(FieldError(code, "not_a_choice"))
        else:
            errors += text_errors(code, reason, REASON_LIMIT)
    return errors
