"""What a rulebook still lacks before its season opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contest.seasons.domain.rulebook import Rulebook
from contest.seasons.domain.vocabulary import PartKind, WindowKind


class GapCode(StrEnum):
    """One question of the checklist; the first group must be answered before a season opens."""

    TRACKS = "tracks"
    GROUPS = "groups"
    ZONES = "zones"
    CHANNELS = "channels"
    STAGES = "stages"
    SUBMISSION_WINDOW = "submission_window"
    NOMINATION_WINDOW = "nomination_window"
    DIRECT_STAGE = "direct_stage"

    INTRO = "intro"
    STAGE_DAYS = "stage_days"
    RUBRICS = "rubrics"
    ADVANCE_RULES = "advance_rules"
    MATCHABLE = "matchable"
    ELIGIBILITY = "eligibility"
    BENEFITS = "benefits"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: is it settled, does opening need it, and in which part is it mended."""

    code: GapCode
    settled: bool
    needed: bool
    part: PartKind | None


def checklist(book: Rulebook) -> tuple[Item, ...]:
    """Return the whole checklist in a fixed order."""
    return (*_needed(book), *_advised(book))


def missing(book: Rulebook) -> tuple[GapCode, ...]:
    """Return what keeps the season from opening."""
    return tuple(item.code for item in checklist(book) if item.needed and not item.settled)


def _needed(book: Rulebook) -> Iterator[Item]:
    for code, part in (
        (GapCode.TRACKS, PartKind.TRACK),
        (GapCode.GROUPS, PartKind.GROUP),
        (GapCode.ZONES, PartKind.ZONE),
        (GapCode.CHANNELS, PartKind.CHANNEL),
        (GapCode.STAGES, PartKind.STAGE),
    ):
        yield Item(code, bool(book.of(part)), True, part)
    submission = book.window(WindowKind.SUBMISSION) is not None
    yield Item(GapCode.SUBMISSION_WINDOW, submission, True, PartKind.WINDOW)
    if book.rules.slots_per_base:
        nomination = book.window(WindowKind.NOMINATION) is not None
        yield Item(GapCode.NOMINATION_WINDOW, nomination, True, PartKind.WINDOW)
        direct = any(stage.code is book.rules.direct_stage for stage in book.stages)
        yield Item(GapCode.DIRECT_STAGE, direct, True, PartKind.STAGE)


def _advised(book: Rulebook) -> Iterator[Item]:
    stages = book.stages
    yield Item(GapCode.INTRO, bool(book.intro), False, None)
    dated = all(stage.starts_on and stage.ends_on for stage in stages)
    yield Item(GapCode.STAGE_DAYS, bool(stages) and dated, False, PartKind.STAGE)
    yield Item(GapCode.RUBRICS, bool(stages) and all(stage.rubric for stage in stages), False, PartKind.STAGE)
    ruled = all(stage.advance for stage in stages)
    yield Item(GapCode.ADVANCE_RULES, bool(stages) and ruled, False, PartKind.STAGE)
    yield Item(GapCode.MATCHABLE, any(stage.matchable for stage in stages), False, PartKind.STAGE)
    yield Item(GapCode.ELIGIBILITY, bool(book.eligibility), False, PartKind.ELIGIBILITY)
    yield Item(GapCode.BENEFITS, bool(book.benefits), False, PartKind.BENEFIT)
