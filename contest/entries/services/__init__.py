"""Bring subjects into stages and take them out. The use cases that call these have asked who may."""

from contest.entries.services.advancing import advance
from contest.entries.services.checking import move, pass_check, reopen_check
from contest.entries.services.entering import enter, enter_imported, enter_submitted
from contest.entries.services.leaving import reactivate, refuse, withdraw

__all__ = [
    "advance",
    "enter",
    "enter_imported",
    "enter_submitted",
    "move",
    "pass_check",
    "reactivate",
    "refuse",
    "reopen_check",
    "withdraw",
]
