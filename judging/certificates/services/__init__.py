"""Writes of certificates: issued, and all of a round printed as one document."""

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
    "issue",
    "print_all",
    "tell",
]
