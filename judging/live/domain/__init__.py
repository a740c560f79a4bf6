"""Pure rules of the live final: the draw, the clock, the board, and whether the order mattered."""

from judging.live.domain.drawing import MAX_WORD, Lot, commitment, drawn, new_secret, seed_of
from judging.live.domain.errors import (
    AlreadyPrepared,
    BoardFrozen,
    NobodyLate,
    NotArrived,
    NotBegun,
    NotDrawn,
    NothingRuns,
    NothingToReveal,
    NotLive,
    SheetsMissing,
    StageTaken,
    UnderWay,
)
from judging.live.domain.order import OrderEffect, Verdict, inversions, order_effect
from judging.live.domain.revealing import (
    Place,
    RevealRule,
    Standing,
    counted,
    next_place,
    on_board,
    with_dropped,
)
from judging.live.domain.timing import ORDER, Minutes, Phase, Timer

__all__ = [
    "MAX_WORD",
    "ORDER",
    "AlreadyPrepared",
    "BoardFrozen",
    "Lot",
    "Minutes",
    "NobodyLate",
    "NotArrived",
    "NotBegun",
    "NotDrawn",
    "NotLive",
    "NothingRuns",
    "NothingToReveal",
    "OrderEffect",
    "Phase",
    "Place",
    "RevealRule",
    "SheetsMissing",
    "StageTaken",
    "Standing",
    "Timer",
    "UnderWay",
    "Verdict",
    "commitment",
    "counted",
    "drawn",
    "inversions",
    "new_secret",
    "next_place",
    "on_board",
    "order_effect",
    "seed_of",
    "with_dropped",
]
