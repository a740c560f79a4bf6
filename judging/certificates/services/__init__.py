"""Writes of certificates: issued, score sheets fetched, and all of a round printed as one document."""

from judging.certificates.services.fetching import fetch_sheet
from judging.certificates.services.issuing import NotCertifiable, issue
from judging.certificates.services.prints import (
    END,
    PRINT,
    ask_print,
    end_prints,
    fetch_print,
    print_all,
    tell,
)

__all__ = [
    "END",
    "PRINT",
    "NotCertifiable",
    "ask_print",
    "end_prints",
    "fetch_print",
    "fetch_sheet",
    "issue",
    "print_all",
    "tell",
]
