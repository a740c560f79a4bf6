"""The life of a score sheet (domain.md §8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError, FieldError, Invalid
from judging.panels.states import AssignmentState
from judging.rounds.domain import RoundState
from judging.rubrics.domain import NOTE

MAX_COMMENT = 4000
MARK = "mark:"
# Totals are exact fractions: 1e-999999999 would be one with a thousand million digits.
MAX_DIGITS = 28


class SheetState(StrEnum):
    """What is left to do on a sheet."""

    TODO = "todo"
    DRAFT = "draft"
    SUBMITTED = "submitted"


class AlreadySubmitted(DomainError):
    """The round's rules allow no change after submitting."""

    code = "already_submitted"


class NotSubmitted(DomainError):
    """Only a submitted sheet can be reopened."""

    code = "sheet_not_submitted"


class ReopeningState(StrEnum):
    """A judge asks, with a reason; a second person grants or refuses."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class ReopeningDecided(DomainError):
    """Somebody answered this request already."""

    code = "reopening_decided"


class SecondPersonNeeded(DomainError):
    """Who asked for a sheet to be reopened may not grant it."""

    code = "second_person_needed"
    status = 403


class AssignmentEnded(DomainError):
    """The judge recused, the assignment was removed, or the entry left the round."""

    code = "assignment_ended"


class TrainingNeeded(DomainError):
    """The round asks for the practice exercise before the first sheet."""

    code = "training_needed"


class ReadingEnded(DomainError):
    """The round's results are published: judges have no purpose left to read its files for (domain.md §7.1, 47)."""

    code = "reading_ended"
    status = 403


def may_read(assignment: AssignmentState, round_: RoundState) -> bool:
    """Return whether the judge of an assignment may read what its entry handed in.

    Reading serves scoring, and the questions that come up until the results are out. It ends with the judge's
    recusal, and for everybody when the round is published.
    """
    return assignment is AssignmentState.ASSIGNED and round_ is not RoundState.PUBLISHED


def parse_marks(raw: Mapping[str, Any]) -> dict[str, Decimal]:
    """Read marks as typed or sent; empty ones are left out. Raises Invalid for what is no number."""
    marks, errors = {}, []
    for code, value in raw.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        mark = _mark(str(value).strip())
        if mark is None:
            errors.append(FieldError(code, "mark_not_a_number"))
        else:
            marks[code] = mark
    if errors:
        raise Invalid(*errors)
    return marks


def _mark(written: str) -> Decimal | None:
    """Return what was written as a number; None for what is none, or has more places than exact rules can bear."""
    try:
        mark = Decimal(written) if len(written) <= MAX_DIGITS else None
    except InvalidOperation:
        return None
    if mark is None or not mark.is_finite():
        return None
    exponent = mark.as_tuple().exponent
    return mark if isinstance(exponent, int) and abs(exponent) <= MAX_DIGITS else None


def stored(marks: Mapping[str, Decimal]) -> dict[str, str]:
    """Return marks as they are kept: decimal text, so that nothing is lost to floating point."""
    return {code: format(mark, "f") for code, mark in marks.items()}


def loaded(marks: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return kept marks as numbers."""
    return {code: Decimal(str(mark)) for code, mark in marks.items()}


def parse_notes(raw: Mapping[str, Any]) -> dict[str, str]:
    """Read comments on criteria as typed or sent; empty ones are left out. Raises Invalid for what is no text."""
    wrong = [code for code, value in raw.items() if value is not None and not isinstance(value, str)]
    if wrong:
        raise Invalid(*(FieldError(NOTE + code, "not_accepted") for code in wrong))
    return {code: str(value) for code, value in raw.items() if value and str(value).strip()}


@dataclass(frozen=True, slots=True)
class Content:
    """What a judge writes on a sheet: marks and comments by criterion code, and a comment on the whole."""

    marks: Mapping[str, Decimal] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""

    def replaced(self, **parts: Any) -> Content:
        """Return the content with some parts replaced."""
        return replace(self, **parts)

    def too_long(self) -> list[FieldError]:
        """Return which texts are longer than a sheet takes."""
        texts = {"comment": self.comment, **{NOTE + code: text for code, text in self.notes.items()}}
        limit = {"limit": MAX_COMMENT}
        return [
            FieldError(name, "too_long", limit) for name, text in texts.items() if len(text) > MAX_COMMENT
        ]
