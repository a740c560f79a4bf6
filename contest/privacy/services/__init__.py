"""Writes of privacy."""

from contest.privacy.services.erasing import erase_files, sweep
from contest.privacy.services.own_data import close_account
from contest.privacy.services.retention import end_retention

__all__ = ["close_account", "end_retention", "erase_files", "sweep"]
