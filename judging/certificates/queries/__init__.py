"""Reads for certificates: by code, project and round."""

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
from judging.certificates.queries.prints import all_stand, award_batches, award_count

__all__ = [
    "WINNING",
    "CertificateView",
    "SheetTable",
    "all_stand",
    "award_batches",
    "award_count",
    "certificates_of_project",
    "certificates_of_round",
    "facts_of",
    "find_by_code",
    "get_certificate",
    "sheet_table",
]
