"""The life of a score sheet (domain.md §8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError, FieldError, Invalid

MAX_COMMENT = 4000
MARK = "mark:"


class SheetState(StrEnum):
    """What is left to do on a sheet."""

    TODO = "todo"
    DRAFT = "draft"
    SUBMITTED = "submitted"


class AlreadySubmitted(DomainError):
    """The round's rules allow no change after submitting."""

    code = "already_submitted"


class AssignmentEnded(DomainError):
    """The judge recused, the assignment was removed, or the entry left the round."""

    code = "assignment_ended"


def parse_marks(raw: Mapping[str, Any]) -> dict[str, Decimal]:
    """Read marks as typed or sent; empty ones are left out. Raises Invalid for what is no number."""
    marks, errors = {}, []
    for code, value in raw.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        try:
            mark = Decimal(str(value).strip())
        except InvalidOperation:
            errors.append(FieldError(code, "mark_not_a_number"))
            continue
        marks[code] = mark
    if errors:
        raise Invalid(*errors)
    return marks


def stored(marks: Mapping[str, Decimal]) -> dict[str, str]:
    """Return marks as they are kept: decimal text, so that nothing is lost to floating point."""
    return {code: format(mark, "f") for code, mark in marks.items()}


def loaded(marks: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return kept marks as numbers."""
    return {code: Decimal(str(mark)) for code, mark in marks.items()}


def comment_error(comment: str) -> FieldError | None:
    """Return what is wrong with a comment."""
    return FieldError("comment", "too_long", {"limit": MAX_COMMENT}) if len(comment) > MAX_COMMENT else None
