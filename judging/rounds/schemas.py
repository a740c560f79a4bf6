"""API shapes of rounds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from contest.web.api import Schema
from judging.rounds.queries import RoundView

EXAMPLE_ID = "019a3c1e-7d4b-7b3e-9a51-2f6f0c1d2e3f"
EXAMPLE_CRITERION: dict[str, Any] = {
    "id": EXAMPLE_ID,
    "code": "innovation",
    "name": {"zh": "创新性", "en": "Innovation"},
    "guidance": {"zh": "技术是否领先", "en": "Is the technology ahead of others?"},
    "weight": "30",
    "max": "100",
    "step": "1",
}
EXAMPLE_ROUND: dict[str, Any] = {
    "id": EXAMPLE_ID,
    "season_id": EXAMPLE_ID,
    "stage": "second_round",
    "name": {"zh": "复赛", "en": "Second round"},
    "zone": "",
    "tracks": ["life_health"],
    "state": "open",
    "opens_at": "2026-09-01T09:00:00+08:00",
    "closes_at": "2026-09-14T18:00:00+08:00",
    "judges_per_entry": 5,
    "blind": True,
    "resubmit": "never",
    "method": "trimmed_mean",
    "min_for_trim": 5,
    "min_valid_sheets": 3,
    "tie_breaks": ["previous_round", "both_advance"],
    "advance": {"cut": {"kind": "top", "value": "28"}, "per_track": {}, "reserves": 3},
    "criteria": [EXAMPLE_CRITERION],
}


class Bilingual(Schema):
    """One text in two languages."""

    zh: str
    en: str


class CriterionOut(Schema):
    """One criterion: marks go from 0 to `max` in steps of `step`; `weight` is relative to the others."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE_CRITERION})

    id: UUID
    code: str
    name: Bilingual
    guidance: Bilingual
    weight: Decimal
    max: Decimal
    step: Decimal


class RoundOut(Schema):
    """A round: window, rubric and rules. `zone` is empty for a city-wide round, `tracks` for all tracks."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE_ROUND})

    id: UUID
    season_id: UUID
    stage: str
    name: Bilingual
    zone: str
    tracks: list[str]
    state: str
    opens_at: datetime
    closes_at: datetime
    judges_per_entry: int
    blind: bool
    resubmit: str
    method: str
    min_for_trim: int
    min_valid_sheets: int
    tie_breaks: list[str]
    advance: dict[str, Any]
    criteria: list[CriterionOut]


class RoundList(Schema):
    """All rounds you may see, the newest window first; `next` is always null."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE_ROUND], "next": None}})

    items: list[RoundOut]
    next: None = None


class RoundQuery(Schema):
    """Rounds of one season, or of all."""

    season: UUID | None = None


def round_out(round_: RoundView) -> RoundOut:
    """Return the API shape of a round."""
    return RoundOut(
        id=round_.id,
        season_id=round_.season_id,
        stage=round_.stage_code,
        name=Bilingual(**round_.name.as_dict()),
        zone=round_.zone_code,
        tracks=list(round_.track_codes),
        state=round_.state,
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        judges_per_entry=round_.judges_per_entry,
        blind=round_.blind,
        resubmit=round_.resubmit,
        method=round_.method,
        min_for_trim=round_.min_for_trim,
        min_valid_sheets=round_.min_valid,
        tie_breaks=list(round_.tie_breaks),
        advance=round_.advance,
        criteria=[
            CriterionOut(
                id=one.id,
                code=one.code,
                name=Bilingual(**one.name.as_dict()),
                guidance=Bilingual(**one.guidance.as_dict()),
                weight=one.weight,
                max=one.max,
                step=one.step,
            )
            for one in round_.criteria
        ],
    )
