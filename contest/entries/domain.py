"""What can be judged, and how it came into its stage."""

from __future__ import annotations

from enum import StrEnum


class EntryKind(StrEnum):
    """The kind of subject behind an entry."""

    PROJECT = "project"


class EntrySource(StrEnum):
    """How the entry came into its stage."""

    SUBMISSION = "submission"
    ADVANCED = "advanced"
    DIRECT_SLOT = "direct_slot"
    IMPORT = "import"


class EntryState(StrEnum):
    """A withdrawn or refused entry is no longer judged; its vacancy is filled in rank order."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
