"""Pure rules of conflicts of interest."""

from judging.conflicts.domain.contacts import mask, normalise_email, normalise_phone
from judging.conflicts.domain.graph import Conflict, ItemFacts, JudgeFacts, conflicts
from judging.conflicts.domain.vocabulary import Relation, TiedToEntry

__all__ = [
    "Conflict",
    "ItemFacts",
    "JudgeFacts",
    "Relation",
    "TiedToEntry",
    "conflicts",
    "mask",
    "normalise_email",
    "normalise_phone",
]
