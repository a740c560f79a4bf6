"""Pure rules of the scoring desk: sheets, what may be read, what is left out of it."""

from judging.scoring.domain.redaction import HIDDEN, Redactor
from judging.scoring.domain.sheets import (
    MARK,
    MAX_COMMENT,
    MAX_DIGITS,
    AlreadySubmitted,
    AssignmentEnded,
    Content,
    NotSubmitted,
    ReadingEnded,
    ReopeningDecided,
    ReopeningState,
    SecondPersonNeeded,
    SheetState,
    loaded,
    may_read,
    parse_marks,
    parse_notes,
    stored,
)

__all__ = [
    "HIDDEN",
    "MARK",
    "MAX_COMMENT",
    "MAX_DIGITS",
    "AlreadySubmitted",
    "AssignmentEnded",
    "Content",
    "NotSubmitted",
    "ReadingEnded",
    "Redactor",
    "ReopeningDecided",
    "ReopeningState",
    "SecondPersonNeeded",
    "SheetState",
    "loaded",
    "may_read",
    "parse_marks",
    "parse_notes",
    "stored",
]
