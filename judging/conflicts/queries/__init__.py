"""Who may not judge what, and why."""

from judging.conflicts.queries.facts import judge_facts
from judging.conflicts.queries.found import (
    Pair,
    conflicted_among,
    conflicted_entries,
    conflicts_between,
    conflicts_of_round,
)
from judging.conflicts.queries.listing import (
    ConflictRow,
    DeclaredRow,
    conflict_rows,
    declared_by_judge,
    get_declared,
)

__all__ = [
    "ConflictRow",
    "DeclaredRow",
    "Pair",
    "conflict_rows",
    "conflicted_among",
    "conflicted_entries",
    "conflicts_between",
    "conflicts_of_round",
    "declared_by_judge",
    "get_declared",
    "judge_facts",
]
