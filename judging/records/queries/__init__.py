"""Reads for records: what goes into them."""

from judging.records.queries.audits import (
    CoverageRow,
    EventRow,
    ReopeningRow,
    RequestRow,
    WaiverRow,
    coverage_rows,
    event_rows,
    reopening_rows,
    request_rows,
    waiver_rows,
)
from judging.records.queries.scope import Scope, scope_of
from judging.records.queries.sheets import SheetRow, severities, sheet_count, sheet_rows

__all__ = [
    "CoverageRow",
    "EventRow",
    "ReopeningRow",
    "RequestRow",
    "Scope",
    "SheetRow",
    "WaiverRow",
    "coverage_rows",
    "event_rows",
    "reopening_rows",
    "request_rows",
    "scope_of",
    "severities",
    "sheet_count",
    "sheet_rows",
    "waiver_rows",
]
