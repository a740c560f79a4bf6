"""API shapes of seasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from contest.seasons.domain import (
    BenefitPart,
    ChannelPart,
    GroupPart,
    Rulebook,
    Rules,
    SeasonState,
    StagePart,
    TrackPart,
    WindowKind,
    ZonePart,
    deadline_state,
)
from contest.seasons.domain.eligibility import EligibilityRule
from contest.seasons.domain.vocabulary import DeadlineState
from contest.seasons.queries import SeasonView
from contest.web.api import Schema

_EXAMPLE: dict[str, Any] = {
    "id": "019a3c1e-7d4b-7b3e-9a51-2f6f0c1d2e3f",
    "slug": "2026",
    "name": {"zh": "2026 海聚英才全球创新创业大赛", "en": "Haiju Global Contest 2026"},
    "year": 2026,
    "state": "open",
}
_CRITERION: dict[str, Any] = {
    "code": "innovation",
    "name": {"zh": "创新性", "en": "Innovation"},
    "guidance": {"zh": "技术或模式的原创程度。", "en": "How original the technology or model is."},
    "weight": "30",
    "max": "100",
    "step": "1",
}
_PARTS: dict[str, Any] = {
    "version": 4,
    "intro": {"zh": "面向全球征集创新创业项目。", "en": "A worldwide call for ventures."},
    "rules": {
        "slots_per_base": 2,
        "slot_year": 2026,
        "direct_stage": "second_round",
        "slot_returns_on_refusal": True,
        "rectifying_keeps_slots": True,
        "max_team_size": 15,
        "min_team_size": 1,
        "roadshow_minutes": 8,
        "defence_minutes": 5,
        "publicity_working_days": 5,
    },
    "tracks": [
        {
            "code": "green",
            "name": {"zh": "绿色环保", "en": "Green technology"},
            "position": 3,
            "description": {"zh": "新型储能与氢能。", "en": "New energy storage and hydrogen."},
        }
    ],
    "groups": [
        {
            "code": "seed",
            "name": {"zh": "种子组", "en": "Seed group"},
            "position": 0,
            "description": {"zh": "", "en": ""},
            "growth_stages": ["seed"],
            "min_company_age": None,
            "max_company_age": 2,
        }
    ],
    "zones": [],
    "channels": [
        {"code": "open", "name": {"zh": "公开报名", "en": "Open entry"}, "position": 0, "kind": "open"}
    ],
    "stages": [
        {
            "code": "second_round",
            "name": {"zh": "复赛", "en": "Second round"},
            "position": 2,
            "description": {"zh": "", "en": ""},
            "starts_on": "2026-06-15",
            "ends_on": "2026-06-28",
            "matchable": False,
            "rubric": [_CRITERION],
            "advance": {
                "cut": {"kind": "top", "value": "60"},
                "per_track": {},
                "reserves": 5,
                "method": "trimmed_mean",
                "min_for_trim": 5,
                "min_sheets": 5,
                "tie_breaks": ["previous_round", "both_advance"],
            },
        }
    ],
    "windows": [
        {
            "kind": "submission",
            "zone_code": "",
            "opens_at": "2026-01-08T09:00:00+08:00",
            "closes_at": "2026-04-30T16:30:00+08:00",
            "state": "open",
        }
    ],
    "eligibility": [],
    "benefits": [],
}


class Text(Schema):
    """One text in two languages."""

    zh: str
    en: str


class SeasonOut(Schema):
    """A season without its rulebook."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    id: UUID
    slug: str
    name: Text
    year: int
    state: SeasonState


class SeasonList(Schema):
    """The seasons you may see, the latest first."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [_EXAMPLE], "next": None}})

    items: list[SeasonOut]
    next: None = None


class WindowOut(Schema):
    """When something is open; an empty `zone_code` is city-wide. `state` is by the server's clock."""

    kind: WindowKind
    zone_code: str
    opens_at: datetime
    closes_at: datetime
    state: DeadlineState


class RulebookOut(SeasonOut):
    """A season with its whole rulebook. Weights, marks and shares are decimal numbers written as strings."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE | _PARTS})

    version: int
    intro: Text
    rules: Rules
    tracks: list[TrackPart]
    groups: list[GroupPart]
    zones: list[ZonePart]
    channels: list[ChannelPart]
    stages: list[StagePart]
    windows: list[WindowOut]
    eligibility: list[EligibilityRule]
    benefits: list[BenefitPart]


def season_out(season: SeasonView) -> SeasonOut:
    """Return the API shape of a season."""
    return SeasonOut(
        id=season.id,
        slug=season.slug,
        name=Text(**season.name.as_dict()),
        year=season.year,
        state=season.state,
    )


def rulebook_out(book: Rulebook, now: datetime) -> RulebookOut:
    """Return the API shape of a rulebook; `now` is the clock the windows' states are by."""
    return RulebookOut(
        id=book.season_id,
        slug=book.slug,
        name=Text(**book.name.as_dict()),
        year=book.year,
        state=book.state,
        version=book.version,
        intro=Text(**book.intro.as_dict()),
        rules=book.rules,
        tracks=list(book.tracks),
        groups=list(book.groups),
        zones=list(book.zones),
        channels=list(book.channels),
        stages=list(book.stages),
        windows=[
            WindowOut(
                kind=window.kind,
                zone_code=window.zone_code,
                opens_at=window.opens_at.astimezone(now.tzinfo),
                closes_at=window.closes_at.astimezone(now.tzinfo),
                state=deadline_state(window, now),
            )
            for window in book.windows
        ],
        eligibility=list(book.eligibility),
        benefits=list(book.benefits),
    )
