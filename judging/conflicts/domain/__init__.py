"""Pure rules of conflicts of interest."""

from judging.conflicts.domain.contacts import mask, normalise_email, normalise_phone
from judging.conflicts.domain.graph import Conflict, ItemFacts, JudgeFacts, conflicts
from judging.conflicts.domain.vocabulary import (
    MAX_NAME,
    MAX_REASON,
    MAX_STATEMENT,
    MOST_REQUESTS,
    NEVER_WAIVED,
    About,
    DeclaredTie,
    NeedsSecondPerson,
    NotWaivable,
    Relation,
    RequestDecided,
    RequestState,
    TiedToEntry,
    TooManyRequests,
    WaiverEnded,
    WaiverExists,
)

__all__ = [
    "MAX_NAME",
    "MAX_REASON",
    "MAX_STATEMENT",
    "MOST_REQUESTS",
    "NEVER_WAIVED",
    "About",
    "Conflict",
    "DeclaredTie",
    "ItemFacts",
    "JudgeFacts",
    "NeedsSecondPerson",
    "NotWaivable",
    "Relation",
    "RequestDecided",
    "RequestState",
    "TiedToEntry",
    "TooManyRequests",
    "WaiverEnded",
    "WaiverExists",
    "conflicts",
    "mask",
    "normalise_email",
    "normalise_phone",
]
