"""Pure rules of ranking: scores of one entry, places with ties, decisions with their reasons."""

from judging.ranking.domain.deciding import (
    AdvanceRule,
    Change,
    Cut,
    CutKind,
    Decision,
    Outcome,
    apply,
    decide,
    promote,
)
from judging.ranking.domain.digest import digest
from judging.ranking.domain.placing import (
    AtCut,
    Item,
    Placed,
    at_cut,
    rank,
    tie_break_errors,
)
from judging.ranking.domain.scores import (
    MIN_FOR_TRIM,
    Method,
    Reason,
    Score,
    as_decimal,
    display,
    gap,
    mean,
    spread,
    trimmed_mean,
)

__all__ = [
    "MIN_FOR_TRIM",
    "AdvanceRule",
    "AtCut",
    "Change",
    "Cut",
    "CutKind",
    "Decision",
    "Item",
    "Method",
    "Outcome",
    "Placed",
    "Reason",
    "Score",
    "apply",
    "as_decimal",
    "at_cut",
    "decide",
    "digest",
    "display",
    "gap",
    "mean",
    "promote",
    "rank",
    "spread",
    "tie_break_errors",
    "trimmed_mean",
]
