"""States of a question, and what may be said."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError, FieldError, Invalid

MAX_SUBJECT, MAX_BODY = 120, 4000
MOST_OPEN = 20


class QuestionState(StrEnum):
    """open: waits for the office · answered: waits for the team · closed by either side."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class QuestionClosed(DomainError):
    """The question is closed; a new one can be asked."""

    code = "question_closed"


class TooManyQuestions(DomainError):
    """So many questions of a project wait for an answer already."""

    code = "too_many_questions"


def checked(field: str, text: str, limit: int) -> str:
    """Return a text without outer space; raise Invalid when it is empty or longer than `limit` characters."""
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise Invalid(FieldError(field, "required"))
    if len(cleaned) > limit:
        raise Invalid(FieldError(field, "too_long", {"limit": limit}))
    return cleaned
