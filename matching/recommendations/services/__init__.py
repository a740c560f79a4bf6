"""Making recommendations, and what teams choose."""

from matching.recommendations.queries import RUN
from matching.recommendations.services.choices import choose_profiling, state_space
from matching.recommendations.services.running import (
    TOP,
    RunOutcome,
    request_run,
    run,
    run_due,
    scores_of_all,
)

__all__ = [
    "RUN",
    "TOP",
    "RunOutcome",
    "choose_profiling",
    "request_run",
    "run",
    "run_due",
    "scores_of_all",
    "state_space",
]
