"""States of a project and the files every project may have."""

from __future__ import annotations

from enum import StrEnum


class ProjectState(StrEnum):
    """A submitted project stays editable until the deadline and is then judged as last submitted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class FileKind(StrEnum):
    """The two uploads every part of the platform knows; other fields of a form may ask for more files."""

    PLAN = "plan"
    DECK = "deck"


def takes_photographs(kind: str) -> bool:
    """Say whether a photograph will do for a file field; plan and deck are read as text."""
    return kind not in set(FileKind)
