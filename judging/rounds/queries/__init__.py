"""Reads about rounds."""

from judging.rounds.queries.entries import entries_of_round, judged_in, zones_with_own_round
from judging.rounds.queries.extensions import ExtensionView, extensions_of
from judging.rounds.queries.lists import RoundFilter, RoundRow, round_rows, seasons_with_rounds
from judging.rounds.queries.rounds import (
    RoundView,
    find_round,
    get_round,
    list_rounds,
    locked,
    locked_shared,
    visible_to,
)
from judging.rubrics.queries import CriterionView, Rubrics, VariantView

__all__ = [
    "CriterionView",
    "ExtensionView",
    "RoundFilter",
    "RoundRow",
    "RoundView",
    "Rubrics",
    "VariantView",
    "entries_of_round",
    "extensions_of",
    "find_round",
    "get_round",
    "judged_in",
    "list_rounds",
    "locked",
    "locked_shared",
    "round_rows",
    "seasons_with_rounds",
    "visible_to",
    "zones_with_own_round",
]
