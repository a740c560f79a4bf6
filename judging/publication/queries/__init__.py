"""Reads about publications: what stands in the way, what was published, what teams read of their judges."""

from judging.publication.queries.feedback import FeedbackView, feedback_of
from judging.publication.queries.publications import (
    WINNING,
    Check,
    PublicationView,
    checklist,
    find_publication,
    locked,
)

__all__ = [
    "WINNING",
    "Check",
    "FeedbackView",
    "PublicationView",
    "checklist",
    "feedback_of",
    "find_publication",
    "locked",
]
