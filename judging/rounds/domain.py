"""States of a round and its rules."""

from __future__ import annotations

from enum import StrEnum


class RoundState(StrEnum):
    """draft → open (rubric frozen, judges score) → closed → decided (ranking fixed) → published → final."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"
    PUBLISHED = "published"


class Resubmit(StrEnum):
    """Whether a submitted sheet may be changed while the round is open. Every version is kept either way."""

    NEVER = "never"
    UNTIL_CLOSE = "until_close"


class Method(StrEnum):
    """How the sheets of an entry make its score."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
