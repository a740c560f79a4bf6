"""What can be judged, and how it came into its stage."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError


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


class NotEnterable(DomainError):
    """Only a project that was handed in, with a number and a track, can be judged."""

    code = "not_enterable"


# What a project is about, in the order of weight; who the team is says nothing about the subject.
SUBJECT_FIELDS = (
    "name",
    "intro",
    "keywords",
    "problem",
    "solution",
    "technology",
    "intellectual_property",
    "market",
    "business_model",
)


def judged_text(fields: Mapping[str, Any]) -> str:
    """Return the text of a project's fields that says what it is about, both languages, one field a line."""
    lines: list[str] = []
    for code in SUBJECT_FIELDS:
        value = fields.get(code)
        if isinstance(value, Mapping):
            lines += [str(value[language]) for language in ("zh", "en") if value.get(language)]
        elif value:
            lines.append("、".join(map(str, value)))
    return "\n".join(lines)
