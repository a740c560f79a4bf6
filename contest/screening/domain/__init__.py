"""Pure rules of the formal check: questions and answers, decisions, batches, codes for late entries."""

from contest.screening.domain.checklist import Answers, Mark, answered_by, standing
from contest.screening.domain.deciding import Case, Order, Preview, Refusal, preview, refusal
from contest.screening.domain.errors import (
    CaseChanged,
    CodeUnusable,
    DecisionRefused,
    NothingMoves,
    PreviewChanged,
)
from contest.screening.domain.late import Holder, code_state, is_for
from contest.screening.domain.vocabulary import (
    AFTER,
    CaseState,
    CodeState,
    DecisionKind,
    MarkState,
    Stand,
)

__all__ = [
    "AFTER",
    "Answers",
    "Case",
    "CaseChanged",
    "CaseState",
    "CodeState",
    "CodeUnusable",
    "DecisionKind",
    "DecisionRefused",
    "Holder",
    "Mark",
    "MarkState",
    "NothingMoves",
    "Order",
    "Preview",
    "PreviewChanged",
    "Refusal",
    "Stand",
    "answered_by",
    "code_state",
    "is_for",
    "preview",
    "refusal",
    "standing",
]
