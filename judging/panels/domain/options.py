"""What a proposal is asked for beside the bounds of the round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contest.kernel.errors import FieldError, Invalid

OBJECTIVES = ("fair", "total")
MOST_RANDOM = 30  # per cent


@dataclass(frozen=True, slots=True)
class PanelOptions:
    """`outside`: judges from outside in each panel at least; `per_organisation`: of one organisation at most.

    `random_percent`: by so much each affinity may be lowered at random, drawn from `seed`, so that nobody can steer
    who judges whom. The seed is kept with the run: the same one gives the same panels again.
    """

    objective: str = "fair"
    outside: int = 0
    per_organisation: int | None = None
    random_percent: int = 0
    seed: int = 0

    def checked(self, per_entry: int) -> PanelOptions:
        """Return the options; raise Invalid with what is out of range for panels of `per_entry` judges."""
        wrong = []
        if self.objective not in OBJECTIVES:
            wrong.append(FieldError("objective", "not_a_choice"))
        if not 0 <= self.outside <= per_entry:
            wrong.append(FieldError("outside", "out_of_range", {"low": 0, "high": per_entry}))
        if self.per_organisation is not None and not 1 <= self.per_organisation <= per_entry:
            wrong.append(FieldError("per_organisation", "out_of_range", {"low": 1, "high": per_entry}))
        if not 0 <= self.random_percent <= MOST_RANDOM:
            wrong.append(FieldError("random_percent", "out_of_range", {"low": 0, "high": MOST_RANDOM}))
        if wrong:
            raise Invalid(*wrong)
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return what is kept with the run."""
        return asdict(self)


def options_of(kept: Mapping[str, Any]) -> PanelOptions:
    """Return the options a run was made with; runs of earlier versions looked for the largest total."""
    return PanelOptions(**kept) if kept else PanelOptions(objective="total")
