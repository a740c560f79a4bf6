"""The office's pages about entries that may be one and the same."""

from contest.duplicates.views import pair, queue
from contest.duplicates.views.blueprint import blueprint

__all__ = ["blueprint", "pair", "queue"]
