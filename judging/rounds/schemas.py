"""API shapes of rounds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from contest.web.api import Schema
from judging.rounds.queries import CriterionView, RoundView

EXAMPLE_ID = "019a3c1e-7d4b-7b3e-9a51-2f6f0c1d2e3f"
EXAMPLE_CRITERION: dict[str, Any] = {
    "id": EXAMPLE_ID,
    "code": "innovation",
    "name": {"zh": "创新性", "en": "Innovation"},
    "guidance": {"zh": "技术是否领先", "en": "Is the technology ahead of others?"},
    "weight": "30",
    "max": "100",
    "step": "1",
    "anchors": [
        {
            "name": {"zh": "优秀", "en": "Excellent"},
            "low": "85",
            "guidance": {"zh": "证据充分", "en": "Well supported"},
        },
        {"name": {"zh": "一般", "en": "Fair"}, "low": "0", "guidance": {"zh": "", "en": ""}},
    ],
    "comment_always": False,
    "comment_below": "60",
    "comment_above": None,
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
    "mode": "online",
    "blind": True,
    "resubmit": "never",
    "peer_scores": "never",
    "comment_required": False,
    "training_required": False,
    "method": "trimmed_mean",
    "min_for_trim": 5,
    "min_valid_sheets": 3,
    "tie_breaks": ["previous_round", "both_advance"],
    "advance": {"cut": {"kind": "top", "value": "28"}, "per_track": {}, "reserves": 3},
    "criteria": [EXAMPLE_CRITERION],
    "rubrics": [
        {
            "code": "seed",
            "name": {"zh": "种子组评分标准", "en": "Criteria for the seed group"},
            "tracks": [],
            "groups": ["seed"],
            "criteria": [EXAMPLE_CRITERION],
        }
    ],
}


class Bilingual(Schema):
    """One text in two languages."""

    zh: str
    en: str


class AnchorOut(Schema):
    """One band of marks, from `low` up to where the next higher one begins."""

    name: Bilingual
    low: Decimal
    guidance: Bilingual


class CriterionOut(Schema):
    """One criterion: marks go from 0 to `max` in steps of `step`; `weight` is relative to the others.

    A comment is asked for always, below `comment_below` or above `comment_above`.
    """

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE_CRITERION})

    id: UUID
    code: str
    name: Bilingual
    guidance: Bilingual
    weight: Decimal
    max: Decimal
    step: Decimal
    anchors: list[AnchorOut]
    comment_always: bool
    comment_below: Decimal | None
    comment_above: Decimal | None


class RubricOut(Schema):
    """The rubric of entries of certain tracks and groups (empty: any); the first that fits an entry holds."""

    code: str
    name: Bilingual
    tracks: list[str]
    groups: list[str]
    criteria: list[CriterionOut]


class RoundOut(Schema):
    """A round: window, rubric and rules. `zone` is empty for a city-wide round, `tracks` for all tracks.

    `criteria` hold for every entry that none of `rubrics` fits.
    """

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
    mode: str
    blind: bool
    resubmit: str
    peer_scores: str
    comment_required: bool
    training_required: bool
    method: str
    min_for_trim: int
    min_valid_sheets: int
    tie_breaks: list[str]
    advance: dict[str, Any]
    criteria: list[CriterionOut]
    rubrics: list[RubricOut]


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
        mode=round_.mode,
        blind=round_.blind,
        resubmit=round_.resubmit,
        peer_scores=round_.peer_scores,
        comment_required=round_.comment_required,
        training_required=round_.training_required,
        method=round_.method,
        min_for_trim=round_.min_for_trim,
        min_valid_sheets=round_.min_valid,
        tie_breaks=list(round_.tie_breaks),
        advance=round_.advance,
        criteria=[_criterion_out(one) for one in round_.criteria],
        rubrics=[
            RubricOut(
                code=one.code,
                name=Bilingual(**one.name.as_dict()),
                tracks=list(one.track_codes),
                groups=list(one.group_codes),
                criteria=[_criterion_out(criterion) for criterion in one.criteria],
            )
            for one in round_.variants
        ],
    )


def _criterion_out(one: CriterionView) -> CriterionOut:
    return CriterionOut(
        id=one.id,
        code=one.code,
        name=Bilingual(**one.name.as_dict()),
        guidance=Bilingual(**one.guidance.as_dict()),
        weight=one.weight,
        max=one.max,
        step=one.step,
        anchors=[
            AnchorOut(
                name=Bilingual(**anchor.name.as_dict()),
                low=anchor.low,
                guidance=Bilingual(**anchor.guidance.as_dict()),
            )
            for anchor in one.anchors
        ],
        comment_always=one.comment.always,
        comment_below=one.comment.below,
        comment_above=one.comment.above,
    )
