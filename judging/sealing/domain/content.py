"""What a sealed file says, as values; writing.py and reading.py turn them into the members of an archive and back.

Everything is JSON that a person can read in any editor: numbers are decimal text, so that none is rounded on the way.
Judges and entries bear pseudonyms (see pseudonyms.py); an entry also its public number where publication allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from judging.ranking.domain import AdvanceRule, Method, Outcome, Reason
from judging.rubrics.domain import Rubric

ROUND, RUBRIC, RULES, ENTRIES, SHEETS, RANKING = (
    "round.json",
    "rubric.json",
    "rules.json",
    "entries.json",
    "sheets.json",
    "ranking.json",
)
CONTENT = (ROUND, RUBRIC, RULES, ENTRIES, SHEETS, RANKING)


@dataclass(frozen=True, slots=True)
class SealedRules:
    """How sheets became places and places decisions."""

    method: Method
    min_for_trim: int
    min_sheets: int
    tie_breaks: tuple[str, ...]
    advance: AdvanceRule


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One entry. `previous` is its unrounded score in the round before, None where it had none."""

    id: UUID
    number: str
    track: str
    group: str
    previous: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """One valid sheet: marks by criterion and the total they make, on a scale of 100."""

    entry: UUID
    judge: UUID
    marks: Mapping[str, Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class SealedLine:
    """What was decided on one entry and on which numbers."""

    entry: UUID
    track: str
    rank: int | None
    tied: int
    sheets: int
    mean: Decimal | None
    trimmed: Decimal | None
    spread: Decimal | None
    score: Decimal | None
    places: int | None
    outcome: Outcome
    because: Reason


@dataclass(frozen=True, slots=True)
class Content:
    """A sealed round. `about` says which round it is and who approved what; nothing is computed from it."""

    about: Mapping[str, Any]
    rubric: Rubric
    rules: SealedRules
    entries: tuple[SealedEntry, ...]
    sheets: tuple[SealedSheet, ...]
    lines: tuple[SealedLine, ...]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # criterion code -> {"zh", "en"}
