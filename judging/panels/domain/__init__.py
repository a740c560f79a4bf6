"""Pure rules of panels: how well pairs fit, what a proposal may do, what it changes."""

from judging.panels.domain.affinity import (
    UNKNOWN,
    AffinityWeights,
    EntryProfile,
    JudgeProfile,
    affinity_matrix,
    languages_of,
    pair_mask,
    stretch,
)
from judging.panels.domain.options import PanelOptions, options_of
from judging.panels.domain.proposing import (
    AlreadyAssigned,
    Difference,
    NothingToAssign,
    NotInRound,
    Pair,
    PairBarred,
    PairInConflict,
    PairRecused,
    ProposalGone,
    ProposalStale,
    SheetFinished,
    Situation,
    difference,
    stale_pairs,
)
from judging.panels.domain.texts import passages, words_of

__all__ = [
    "UNKNOWN",
    "AffinityWeights",
    "AlreadyAssigned",
    "Difference",
    "EntryProfile",
    "JudgeProfile",
    "NotInRound",
    "NothingToAssign",
    "Pair",
    "PairBarred",
    "PairInConflict",
    "PairRecused",
    "PanelOptions",
    "ProposalGone",
    "ProposalStale",
    "SheetFinished",
    "Situation",
    "affinity_matrix",
    "difference",
    "languages_of",
    "options_of",
    "pair_mask",
    "passages",
    "stale_pairs",
    "stretch",
    "words_of",
]
