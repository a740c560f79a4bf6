"""What happens at the formal check: answers, decisions, transfers, codes for late entries."""

from contest.screening.services.cases import Answer, check, take_in
from contest.screening.services.deciding import BATCH_LIMIT, confirm_batch, decide, preview_batch
from contest.screening.services.late import issue, redeem, revoke
from contest.screening.services.transferring import Move, preview_transfer, transfer

__all__ = [
    "BATCH_LIMIT",
    "Answer",
    "Move",
    "check",
    "confirm_batch",
    "decide",
    "issue",
    "preview_batch",
    "preview_transfer",
    "redeem",
    "revoke",
    "take_in",
    "transfer",
]
