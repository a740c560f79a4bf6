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

from judging.calibration.domain import Components
from judging.ranking.domain import AdvanceRule, Advice, Method, Outcome, Reason
from judging.room.domain import Chosen
from judging.rubrics.domain import Rubric

ROUND, RUBRICS, RULES, ENTRIES, SHEETS, PANELS, CALIBRATION, RANKING = (
    "round.json",
    "rubrics.json",
    "rules.json",
    "entries.json",
    "sheets.json",
    "panels.json",
    "calibration.json",
    "ranking.json",
)
CONTENT = (ROUND, RUBRICS, RULES, ENTRIES, SHEETS, PANELS, CALIBRATION, RANKING)


@dataclass(frozen=True, slots=True)
class SealedRubric:
    """The criteria for entries of certain tracks and groups; empty means any. `names`: code -> {"zh", "en"}."""

    track_codes: tuple[str, ...]
    group_codes: tuple[str, ...]
    rubric: Rubric
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SealedRules:
    """How sheets became places and places decisions. `divided_by`: what entries compete within (track, group, zone).

    `chiefs`: the pseudonyms of the chief judges, whose totals may part equals.
    """

    divided_by: tuple[str, ...]
    method: Method
    min_for_trim: int
    min_sheets: int
    tie_breaks: tuple[str, ...]
    advance: AdvanceRule
    chiefs: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One entry. `previous` is its unrounded score in the round before, None where it had none.

    `calibrated` is the score it was ranked by where calibrated scores ranked its section, else None. `settled` is the
    place its panel gave it among its equals.
    """

    id: UUID
    number: str
    track: str
    group: str
    zone: str
    previous: Decimal | None = None
    calibrated: Decimal | None = None
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """One valid sheet: marks by criterion and the total they make, on a scale of 100."""

    entry: UUID
    judge: UUID
    marks: Mapping[str, Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class SealedLine:
    """What was decided on one entry and on which numbers. `section` is what it competed in."""

    entry: UUID
    section: str
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
class SealedAdvice:
    """What the panel of a group recorded last on an entry; `present` were the judges who took part."""

    entry: UUID
    advice: Advice
    place: int | None
    present: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SealedOption:
    """An entry that was voted on: `votes` for it of `eligible`; `voters` of a vote that names them."""

    entry: UUID
    votes: int
    eligible: int
    chosen: Chosen
    voters: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """A vote of a panel; without `options` it was void, because fewer than the quorum voted."""

    number: int
    section: str
    places: int
    secret: bool
    quorum: int
    members: int
    voted: int
    options: tuple[SealedOption, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedCalibration:
    """How far scores vary, as the calibration of the round estimated it (points); None where it could not.

    `ranked` are the sections that calibrated scores ranked.
    """

    components: Components | None
    ranked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A sealed round. `about` says which round it is and who approved what; nothing is computed from it.

    Of the `rubrics` the first that fits an entry is the one it was judged by. `calibration` is that of a round whose
    rule ranks by calibrated scores.
    """

    about: Mapping[str, Any]
    rubrics: tuple[SealedRubric, ...]
    rules: SealedRules
    entries: tuple[SealedEntry, ...]
    sheets: tuple[SealedSheet, ...]
    lines: tuple[SealedLine, ...]
    advice: tuple[SealedAdvice, ...] = ()
    ballots: tuple[SealedBallot, ...] = ()
    calibration: SealedCalibration | None = None
