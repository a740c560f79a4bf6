"""A copy of a PDF with a mark on every page, made in a process of its own. The document itself is never touched."""

from contest.documents.stamping.runner import NotStamped, NotStampedNow, stamp

__all__ = ["NotStamped", "NotStampedNow", "stamp"]
