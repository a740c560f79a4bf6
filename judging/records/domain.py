"""What records of a round there are."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError


class RecordKind(StrEnum):
    """Every score sheet of a round, or one workbook with all an auditor asks for."""

    SHEETS = "sheets"
    AUDIT = "audit"


class RecordBeyondRole(DomainError):
    """Since the file was made, its reader lost the right to the names of judges or to the log, which are in it."""

    code = "record_beyond_role"
    status = 403


class RecordOutdated(DomainError):
    """Since the file was made, its reader came to be tied to an entry that is in it."""

    code = "record_outdated"
    status = 403
