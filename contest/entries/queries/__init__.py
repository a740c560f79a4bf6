"""Reads about entries, for rounds and for whoever enters and advances them. The caller decides who may ask."""

from contest.entries.queries.entries import (
    LATER,
    EntryView,
    counts_of_stage,
    entries_of,
    entries_of_subject,
    find_entries,
    get_entry,
    is_checked,
    judged_before,
    not_about,
    revision_permits,
    texts_of,
    view_of,
)
from contest.entries.queries.facts import KEPT_FACTS, EntryFacts, conflict_facts, conflict_rows

__all__ = [
    "KEPT_FACTS",
    "LATER",
    "EntryFacts",
    "EntryView",
    "conflict_facts",
    "conflict_rows",
    "counts_of_stage",
    "entries_of",
    "entries_of_subject",
    "find_entries",
    "get_entry",
    "is_checked",
    "judged_before",
    "not_about",
    "revision_permits",
    "texts_of",
    "view_of",
]
