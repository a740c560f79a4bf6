"""Compare entries, keep the queue, decide."""

from contest.duplicates.services.checking import (
    CHECK,
    SWEEP,
    Checked,
    check,
    check_imported,
    check_later,
    sweep,
)
from contest.duplicates.services.pairs import Changes, decide

__all__ = [
    "CHECK",
    "SWEEP",
    "Changes",
    "Checked",
    "check",
    "check_imported",
    "check_later",
    "decide",
    "sweep",
]
