"""Writes of certificates: issued, score sheets fetched."""

from judging.certificates.services.fetching import fetch_sheet
from judging.certificates.services.issuing import NotCertifiable, issue

__all__ = ["NotCertifiable", "fetch_sheet", "issue"]
