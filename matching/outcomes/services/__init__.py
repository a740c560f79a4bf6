"""Reporting what came of an introduction, and answering: it counts once both sides say so."""

from matching.outcomes.services.reporting import (
    ask_what_came_of_it,
    confirm,
    dispute,
    expire_overdue,
    report,
    reportable,
    withdraw,
)
from matching.outcomes.services.settling import add_report, expire, settle

__all__ = [
    "add_report",
    "ask_what_came_of_it",
    "confirm",
    "dispute",
    "expire",
    "expire_overdue",
    "report",
    "reportable",
    "settle",
    "withdraw",
]
