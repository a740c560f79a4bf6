"""States of a question, and what may be said."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError
from contest.kernel.written import needed

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
    return needed(field, text.replace("\r\n", "\n").strip(), limit)
