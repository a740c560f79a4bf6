"""Pure rules of documents: what a file is, how an upload arrives, what reading may cost, what a text tells."""

from contest.documents.domain.findings import Finding, digest_of, find
from contest.documents.domain.reading import (
    Caps,
    Language,
    NothingToRetry,
    Reading,
    ReadingState,
    Trouble,
    language_of,
)
from contest.documents.domain.types import (
    ACCEPTED,
    BY_CONTENT_TYPE,
    DOCX,
    PDF,
    PPTX,
    DocumentType,
    detect,
    is_encrypted_office,
    safe_name,
)
from contest.documents.domain.uploads import (
    LARGEST_PART,
    MEMORY,
    PATIENCE,
    Announced,
    FileRefused,
    Unfinished,
    WrongOffset,
    accept_part,
)

__all__ = [
    "ACCEPTED",
    "BY_CONTENT_TYPE",
    "DOCX",
    "LARGEST_PART",
    "MEMORY",
    "PATIENCE",
    "PDF",
    "PPTX",
    "Announced",
    "Caps",
    "DocumentType",
    "FileRefused",
    "Finding",
    "Language",
    "NothingToRetry",
    "Reading",
    "ReadingState",
    "Trouble",
    "Unfinished",
    "WrongOffset",
    "accept_part",
    "detect",
    "digest_of",
    "find",
    "is_encrypted_office",
    "language_of",
    "safe_name",
]
