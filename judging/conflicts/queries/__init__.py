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
from judging.conflicts.queries.reader import (
    VEIL,
    ensure_impartial,
    ensure_untied,
    hidden_entries,
    hidden_tracks,
    tied_subjects,
)

__all__ = [
    "VEIL",
    "ConflictRow",
    "DeclaredRow",
    "Pair",
    "conflict_rows",
    "conflicted_among",
    "conflicted_entries",
    "conflicts_between",
    "conflicts_of_round",
    "declared_by_judge",
    "ensure_impartial",
    "ensure_untied",
    "get_declared",
    "hidden_entries",
    "hidden_tracks",
    "judge_facts",
    "tied_subjects",
]
