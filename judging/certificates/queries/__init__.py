"""Reads for certificates: by code, project and round, and the documents they were printed into."""

from judging.certificates.queries.papers import (
    WINNING,
    CertificateView,
    SheetTable,
    certificates_of_project,
    certificates_of_round,
    facts_of,
    find_by_code,
    get_certificate,
    sheet_table,
)
from judging.certificates.queries.prints import PrintView, award_batches, award_count, get_print, prints_of

__all__ = [
    "WINNING",
    "CertificateView",
    "PrintView",
    "SheetTable",
    "award_batches",
    "award_count",
    "certificates_of_project",
    "certificates_of_round",
    "facts_of",
    "find_by_code",
    "get_certificate",
    "get_print",
    "prints_of",
    "sheet_table",
]
