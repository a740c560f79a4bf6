"""Who may not judge what, and why."""

from judging.conflicts.queries.candidates import CandidateRow, candidate_rows
from judging.conflicts.queries.facts import judge_facts
from judging.conflicts.queries.found import (
    Pair,
    conflicted_among,
    conflicted_entries,
    conflicted_on_desk,
    conflicts_between,
    conflicts_of_round,
    ties_between,
    ties_of_round,
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
from judging.conflicts.queries.requests import (
    REQUESTED,
    RequestRow,
    get_request,
    organisations_called,
    people_called,
    requests,
    requests_of_project,
)
from judging.conflicts.queries.struck import StruckRow, struck_of_round
from judging.conflicts.queries.waivers import WaiverView, get_waiver, waivers_of_round

__all__ = [
    "REQUESTED",
    "VEIL",
    "CandidateRow",
    "ConflictRow",
    "DeclaredRow",
    "Pair",
    "RequestRow",
    "StruckRow",
    "WaiverView",
    "candidate_rows",
    "conflict_rows",
    "conflicted_among",
    "conflicted_entries",
    "conflicted_on_desk",
    "conflicts_between",
    "conflicts_of_round",
    "declared_by_judge",
    "ensure_impartial",
    "ensure_untied",
    "get_declared",
    "get_request",
    "get_waiver",
    "hidden_entries",
    "hidden_tracks",
    "judge_facts",
    "organisations_called",
    "people_called",
    "requests",
    "requests_of_project",
    "struck_of_round",
    "tied_subjects",
    "ties_between",
    "ties_of_round",
    "waivers_of_round",
]
