"""Make a backup, put one back."""

from contest.backup.services.making import Made, Wanted, make, note
from contest.backup.services.restoring import Restored, restore

__all__ = ["Made", "Restored", "Wanted", "make", "note", "restore"]
