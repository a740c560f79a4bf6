"""What happens to conflicts of interest: declared, waived by two people, asked for by teams."""

from judging.conflicts.services.declarations import (
    declare,
    declare_by_number,
    declare_for_entry,
    note,
    remove,
)
from judging.conflicts.services.requests import ask, decide_request, withdraw_request
from judging.conflicts.services.waivers import confirm_waiver, end_waiver, propose_waiver

__all__ = [
    "ask",
    "confirm_waiver",
    "decide_request",
    "declare",
    "declare_by_number",
    "declare_for_entry",
    "end_waiver",
    "note",
    "propose_waiver",
    "remove",
    "withdraw_request",
]
