"""A season's whole rulebook, frozen: what every other feature reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from contest.kernel.errors import NotFound
from contest.kernel.localized import LocalizedText
from contest.seasons.domain.eligibility import EligibilityRule, TeamSize
from contest.seasons.domain.parts import (
    BenefitPart,
    ChannelPart,
    CheckItemPart,
    GroupPart,
    Part,
    StagePart,
    TrackPart,
    WindowPart,
    ZonePart,
)
from contest.seasons.domain.rules import Data, Rules
from contest.seasons.domain.text import Name, Prose
from contest.seasons.domain.vocabulary import DeadlineState, PartKind, SeasonState, StageCode, WindowKind

Coded = TypeVar("Coded", TrackPart, GroupPart, ZonePart, ChannelPart, StagePart)
RESERVED = frozenset({"new", "panels", "add"})  # addresses of pages beside those of seasons
SLUG = r"^[a-z0-9][a-z0-9-]{1,39}$"


class SeasonBasics(Data):
    """What a season is called and when it is."""

    slug: str = Field(..., pattern=SLUG)
    name: Name
    year: int = Field(..., ge=2000, le=2100)
    intro: Prose = LocalizedText()

    @field_validator("slug")
    @classmethod
    def _is_free(cls, slug: str) -> str:
        if slug in RESERVED:
            raise PydanticCustomError("season_slug_taken", "reserved")
        return slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The rows of a rulebook, each kind in its order."""

    tracks: tuple[TrackPart, ...] = ()
    groups: tuple[GroupPart, ...] = ()
    zones: tuple[ZonePart, ...] = ()
    channels: tuple[ChannelPart, ...] = ()
    stages: tuple[StagePart, ...] = ()
    windows: tuple[WindowPart, ...] = ()
    eligibility: tuple[EligibilityRule, ...] = ()
    check_items: tuple[CheckItemPart, ...] = ()
    benefits: tuple[BenefitPart, ...] = ()

    def of(self, kind: PartKind) -> tuple[Part, ...]:
        """Return the rows of one kind."""
        rows: tuple[Part, ...] = getattr(self, ATTRIBUTE[kind])
        return rows


ATTRIBUTE = {
    PartKind.TRACK: "tracks",
    PartKind.GROUP: "groups",
    PartKind.ZONE: "zones",
    PartKind.CHANNEL: "channels",
    PartKind.STAGE: "stages",
    PartKind.WINDOW: "windows",
    PartKind.ELIGIBILITY: "eligibility",
    PartKind.CHECK_ITEM: "check_items",
    PartKind.BENEFIT: "benefits",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonDraft(Parts):
    """A whole season before it is a row: the template's or a clone's."""

    basics: SeasonBasics
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook(Parts):
    """The rulebook as read from the database; `season_id` and `version` are its row's."""

    season_id: UUID
    slug: str
    name: LocalizedText
    year: int
    state: SeasonState
    intro: LocalizedText
    version: int
    rules: Rules

    def track(self, code: str) -> TrackPart:
        """Return the track; raise NotFound."""
        return _find(self.tracks, code, "track")

    def group(self, code: str) -> GroupPart:
        """Return the group; raise NotFound."""
        return _find(self.groups, code, "group")

    def zone(self, code: str) -> ZonePart:
        """Return the zone; raise NotFound."""
        return _find(self.zones, code, "zone")

    def channel(self, code: str) -> ChannelPart:
        """Return the channel; raise NotFound."""
        return _find(self.channels, code, "channel")

    def stage(self, code: StageCode | str) -> StagePart:
        """Return the stage; raise NotFound."""
        return _find(self.stages, code, "stage")

    def next_stage(self, code: StageCode | str) -> StagePart | None:
        """Return the stage after `code` in the season's own order, None after the last."""
        at = self.stages.index(self.stage(code))
        return self.stages[at + 1] if at + 1 < len(self.stages) else None

    def window(self, kind: WindowKind, zone_code: str | None = "") -> WindowPart | None:
        """Return the window of a zone: its own where it has one, else the city's, else None."""
        return effective_window(self.windows, kind, zone_code)

    def checks(self) -> tuple[EligibilityRule, ...]:
        """Return all rules a project is checked against: team size, the season's own, group boundaries."""
        return (*self.general_checks(), *(rule for group in self.groups for rule in group.boundaries()))

    def general_checks(self) -> tuple[EligibilityRule, ...]:
        """Return the rules that are not boundaries of a group: team size and the season's own."""
        return (_team_size(self.rules), *self.eligibility)


def effective_window(
    windows: tuple[WindowPart, ...], kind: WindowKind, zone_code: str | None
) -> WindowPart | None:
    """Return the window that holds for a zone: its own overrides the city's."""
    found = {window.zone_code: window for window in windows if window.kind == kind}
    return found.get(zone_code or "") or found.get("")


def deadline_state(window: WindowPart | None, now: datetime) -> DeadlineState:
    """Say where `now` (aware) lies: the moment of `opens_at` is inside, that of `closes_at` is outside."""
    if window is None:
        return DeadlineState.UNSCHEDULED
    if now < window.opens_at:
        return DeadlineState.NOT_YET
    return DeadlineState.OPEN if now < window.closes_at else DeadlineState.CLOSED


def _find(parts: tuple[Coded, ...], code: str, kind: str) -> Coded:
    for part in parts:
        if part.code == code:
            return part
    raise NotFound(kind=kind, key=code)


def _team_size(rules: Rules) -> EligibilityRule:
    low, high = rules.min_team_size, rules.max_team_size
    return EligibilityRule(
        code="team_size",
        name=LocalizedText(f"团队人数 {low}–{high} 人", f"A team of {low} to {high} people"),
        message=LocalizedText("请调整团队成员。", "Please adjust the members of the team."),
        params=TeamSize(min_people=low, max_people=high),
    )
