"""The rulebook's vocabulary and its scalar rules, validated on every write."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class SeasonState(StrEnum):
    """A draft is seen by the office only; an archived season can only be read."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class StageCode(StrEnum):
    """The five stages of the contest (domain.md §9). Never confuse 复赛 (second_round) with 半决赛 (semifinal)."""

    SCREENING = "screening"
    PRELIMINARY = "preliminary"
    SECOND_ROUND = "second_round"
    SEMIFINAL = "semifinal"
    FINAL = "final"


class WindowKind(StrEnum):
    """What a window opens."""

    SUBMISSION = "submission"
    NOMINATION = "nomination"


class GrowthStage(StrEnum):
    """种子期 / 初创期 / 成长期."""

    SEED = "seed"
    EARLY = "early"
    GROWTH = "growth"


class Rules(BaseModel):
    """Scalar rules of a season. Every number here is a parameter because no public source fixes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slots_per_base: int = Field(2, ge=0, le=20, description="复赛直通车 slots per base and slot year (000 §六.2)")
    slot_year: int = Field(..., ge=2000, le=2100)
    direct_stage: StageCode = Field(StageCode.SECOND_ROUND, description="the stage a direct slot leads into")
    slot_returns_on_refusal: bool = Field(True, description="a slot refused at the form check returns to the base")
    max_team_size: int = Field(15, ge=1, le=100)
    min_team_size: int = Field(1, ge=1, le=100)
    revenue_cap_cents: int | None = Field(None, ge=0)
    company_max_age_years: int | None = Field(None, ge=0, le=100)
    roadshow_minutes: int = Field(8, ge=1, le=60)
    defence_minutes: int = Field(5, ge=0, le=60)
    publicity_working_days: int = Field(5, ge=1, le=60)


class Criterion(BaseModel):
    """One weighted criterion of a stage's rubric."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(..., pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: dict[str, str]
    guidance: dict[str, str] = Field(default_factory=dict)
    weight: str
    max: str = "100"
    step: str = "1"


def rules_as_json(rules: Rules) -> dict[str, Any]:
    """Return the JSON kept in the season row."""
    return rules.model_dump(mode="json")
