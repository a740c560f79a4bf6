"""Questions that a request which only reads asks once, however many of its parts want to know."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from contest.kernel.db import answers_of_read

P = ParamSpec("P")
R = TypeVar("R")


def once_a_page(question: Callable[P, R]) -> Callable[P, R]:
    """Keep the answer, by its arguments, until the reading request is over: one page then says one thing throughout.

    Whoever writes is told anew each time, and so are commands and jobs. Answers must not be changed by who gets them.
    """

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = answers_of_read()
        if answers is None:
            return question(*args, **kwargs)
        key = (question, args, *sorted(kwargs.items()))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        found: R = answers[key]
        return found

    return asked
