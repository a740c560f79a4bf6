"""Pure rules of projects: the form as data, what a value may be, what is missing, receipts, files."""

from contest.projects.domain.errors import (
    AlreadyEntered,
    FieldConflict,
    FileRefused,
    Incomplete,
    NotEditable,
    NotEligible,
)
from contest.projects.domain.vocabulary import FileKind, Financing, Need, ProjectState

__all__ = [
    "AlreadyEntered",
    "FieldConflict",
    "FileKind",
    "FileRefused",
    "Financing",
    "Incomplete",
    "Need",
    "NotEditable",
    "NotEligible",
    "ProjectState",
]
