"""Pure rules of projects: the form as data, what a value may be, what is missing, receipts, files."""

from contest.documents.domain import FileRefused
from contest.entry_forms.domain import Financing, Need
from contest.projects.domain.errors import (
    AlreadyEntered,
    AlreadyWaived,
    FieldConflict,
    Incomplete,
    NotEditable,
    NotEligible,
    ProposalGone,
    SecondPersonNeeded,
    WaiverSettled,
)
from contest.projects.domain.vocabulary import FileKind, ProjectState

__all__ = [
    "AlreadyEntered",
    "AlreadyWaived",
    "FieldConflict",
    "FileKind",
    "FileRefused",
    "Financing",
    "Incomplete",
    "Need",
    "NotEditable",
    "NotEligible",
    "ProjectState",
    "ProposalGone",
    "SecondPersonNeeded",
    "WaiverSettled",
]
