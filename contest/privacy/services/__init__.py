"""Writes of privacy."""

from contest.privacy.services.erasing import erase_files, sweep
from contest.privacy.services.own_data import (
    EXPORT,
    close_account,
    make_export,
    record_download,
    request_export,
)
from contest.privacy.services.retention import end_retention

__all__ = [
    "EXPORT",
    "close_account",
    "end_retention",
    "erase_files",
    "make_export",
    "record_download",
    "request_export",
    "sweep",
]
