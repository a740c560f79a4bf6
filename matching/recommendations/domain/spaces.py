"""The space a project needs where it lands: what its team says in matching, else what its entry form says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contest.entry_forms.domain.vocabulary import MOST_SPACE
from contest.kernel.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class WantedSpace:
    """In m². `said`: by the team in matching; `answered`: in its entry form; None where nothing is stated."""

    said: int | None = None
    answered: int | None = None

    @property
    def stated(self) -> int | None:
        """Return what counts: the later word, which a form that closed long ago cannot take back."""
        return self.answered if self.said is None else self.said

    @classmethod
    def of(cls, said: int | None, answer: Any) -> WantedSpace:
        """Return it as stored; an answer that is no whole number of m² within the bounds is none."""
        whole = isinstance(answer, int) and not isinstance(answer, bool)
        return cls(said, answer if whole and 0 <= answer <= MOST_SPACE else None)


def check_space(square_metres: int | None) -> None:
    """Raise Invalid for what cannot be stated."""
    if square_metres is not None and not 0 <= square_metres <= MOST_SPACE:
        raise Invalid(FieldError("square_metres", "out_of_range", {"low": 0, "high": MOST_SPACE}))
