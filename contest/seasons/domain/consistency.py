"""What the rows of one rulebook ask of each other: a window's zone exists, a tie rule's criterion too."""

from __future__ import annotations

from collections.abc import Iterator

from contest.kernel.errors import FieldError
from contest.seasons.domain.eligibility import EligibilityRule
from contest.seasons.domain.parts import BenefitPart, Part, StagePart, WindowPart
from contest.seasons.domain.rulebook import Parts
from contest.seasons.domain.rules import CRITERION
from contest.seasons.domain.vocabulary import Division, PartKind


def reference_errors(part: Part, book: Parts) -> list[FieldError]:
    """Return what a row refers to that the rulebook does not hold."""
    if isinstance(part, WindowPart):
        known = {zone.code for zone in book.zones} | {""}
        return [] if part.zone_code in known else [FieldError("zone_code", "season_zone_unknown")]
    if isinstance(part, EligibilityRule):
        groups = {group.code for group in book.groups}
        return [] if groups.issuperset(part.groups) else [FieldError("groups", "season_group_unknown")]
    if isinstance(part, BenefitPart):
        stages = {stage.code for stage in book.stages}
        known_stage = part.stage_code is None or part.stage_code in stages
        return [] if known_stage else [FieldError("stage_code", "season_stage_unknown")]
    return list(_stage_errors(part, book)) if isinstance(part, StagePart) else []


def _stage_errors(stage: StagePart, book: Parts) -> Iterator[FieldError]:
    known = _codes(book)
    for variant in stage.variants:
        if not set(variant.tracks) <= known[Division.TRACK]:
            yield FieldError("tracks", "season_track_unknown")
        if not set(variant.groups) <= known[Division.GROUP]:
            yield FieldError("groups", "season_group_unknown")
    if stage.advance is None:
        return
    for division in Division:
        for code in stage.advance.own_cuts(division):
            if code not in known[division]:
                yield FieldError(f"advance.per_{division}.{code}", f"season_{division}_unknown")
    marked = {CRITERION + criterion.code for criterion in stage.rubric}
    for rule in stage.advance.tie_breaks:
        if rule.startswith(CRITERION) and rule not in marked:
            yield FieldError("advance.tie_breaks", "season_tie_criterion")


def _codes(book: Parts) -> dict[Division, set[str]]:
    return {
        Division.TRACK: {track.code for track in book.tracks},
        Division.GROUP: {group.code for group in book.groups},
        Division.ZONE: {zone.code for zone in book.zones},
    }


def _named_by_stage(stage: StagePart, division: Division, code: str) -> bool:
    """Say whether a stage's rule or one of its rubrics names this track, group or zone."""
    named = {*stage.advance.own_cuts(division)} if stage.advance else set()
    for variant in stage.variants:
        named |= {Division.TRACK: {*variant.tracks}, Division.GROUP: {*variant.groups}}.get(division, set())
    return code in named


def referring(kind: PartKind, code: str, book: Parts) -> str | None:
    """Return the kind of row that still refers to this one, None when nothing does."""
    if kind is PartKind.ZONE and any(window.zone_code == code for window in book.windows):
        return PartKind.WINDOW
    if kind is PartKind.GROUP and any(code in rule.groups for rule in book.eligibility):
        return PartKind.ELIGIBILITY
    division = {
        PartKind.TRACK: Division.TRACK,
        PartKind.GROUP: Division.GROUP,
        PartKind.ZONE: Division.ZONE,
    }.get(kind)
    if division and any(_named_by_stage(stage, division, code) for stage in book.stages):
        return PartKind.STAGE
    if kind is PartKind.STAGE and any(benefit.stage_code == code for benefit in book.benefits):
        return PartKind.BENEFIT
    return None
