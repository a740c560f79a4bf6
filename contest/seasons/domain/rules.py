"""Scalar rules and advance rule: the numbers of a season, validated on every write."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from contest.seasons.domain.vocabulary import CutKind, Division, ScoreMethod, StageCode

CODE = r"^[a-z][a-z0-9_]{0,39}$"
Code = Annotated[str, Field(pattern=CODE)]
Positive = Annotated[Decimal, Field(gt=0, le=1000, decimal_places=6, allow_inf_nan=False)]
PREVIOUS_ROUND = "previous_round"
CHIEF_JUDGE = "chief_judge"
CRITERION = "criterion:"
AT_CUT = ("both_advance", "hold")


class Data(BaseModel):
    """Base of everything a rulebook holds: unknown fields are refused, nothing changes once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rules(Data):
    """Scalar rules of a season. Every number here is a parameter because no public source fixes it."""

    slots_per_base: int = Field(
        default=2, ge=0, le=20, description="复赛直通车 slots per base and slot year (000 §六.2)"
    )
    slot_year: int = Field(..., ge=2000, le=2100)
    direct_stage: StageCode = Field(
        default=StageCode.SECOND_ROUND, description="the stage a direct slot leads into"
    )
    slot_returns_on_refusal: bool = Field(
        default=True, description="a slot refused at the form check returns to the base"
    )
    rectifying_keeps_slots: bool = Field(
        default=True, description="a base in 整改 may still nominate (000 does not say)"
    )
    max_team_size: int = Field(default=15, ge=1, le=100)
    min_team_size: int = Field(default=1, ge=1, le=100)
    roadshow_minutes: int = Field(default=8, ge=1, le=60)
    defence_minutes: int = Field(default=5, ge=0, le=60)
    publicity_working_days: int = Field(default=5, ge=1, le=60)
    retention_years: int = Field(
        default=3,
        ge=1,
        le=30,
        description="years after archiving until what teams handed in is erased (PIPL art. 47)",
    )
    correction_days: int = Field(
        default=5,
        ge=1,
        le=60,
        description="days a team usually gets to correct what the formal check returned",
    )
    past_employment_years: int = Field(
        default=3,
        ge=0,
        le=20,
        description="years for which a former employer still ties a judge to an entry (domain.md §8.3)",
    )
    check_before_judging: bool = Field(
        default=True, description="an entry is judged only after it passed the formal check"
    )
    pass_advances: bool = Field(
        default=False,
        description="passing the formal check leads into the next stage, nobody scores in the first",
    )

    @model_validator(mode="after")
    def _team_size_is_a_range(self) -> Rules:
        if self.min_team_size > self.max_team_size:
            raise PydanticCustomError("season_team_size_order", "minimum above maximum")
        return self


class Cut(Data):
    """Where a track is cut: `top` so many, a `share` (0…1) of its entries, or all from a `threshold`."""

    kind: CutKind
    value: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _value_fits_the_kind(self) -> Cut:
        whole = self.value == self.value.to_integral_value()
        if self.kind is CutKind.TOP and not (whole and self.value <= 100_000):
            raise PydanticCustomError("season_cut_top", "not a whole number of places")
        if self.kind is CutKind.SHARE and self.value > 1:
            raise PydanticCustomError("season_cut_share", "a share is at most 1")
        if self.kind is CutKind.THRESHOLD and self.value > 100:
            raise PydanticCustomError("season_cut_threshold", "a score is at most 100")
        return self


class AdvanceRule(Data):
    """Who goes on from a stage, and how scores become ranks (always on unrounded values).

    Entries compete within the sections that `divided_by` makes: per track, per group, per zone or several of them.
    A section's cut is its zone's own one, else its group's, else its track's, else `cut`; reserves are per section.

    `tie_breaks` are applied in order: `previous_round`, `criterion:<code>`, `chief_judge` (the chief judge's own
    total), and last `both_advance` or `hold` for ties across the cut (domain.md §3.3: the previous round's score,
    then both advance). A trimmed mean drops one highest and one lowest, only from `min_for_trim` valid scores up
    (domain.md §8.4). An entry whose scores are spread (sample standard deviation, points) beyond `spread_limit` is
    due a further judge.
    """

    cut: Cut
    per_track: dict[str, Cut] = Field(default_factory=dict)
    per_group: dict[str, Cut] = Field(default_factory=dict)
    per_zone: dict[str, Cut] = Field(default_factory=dict)
    divided_by: tuple[Division, ...] = (Division.TRACK,)
    reserves: int = Field(default=0, ge=0, le=1000)
    method: ScoreMethod = ScoreMethod.TRIMMED_MEAN
    min_for_trim: int = Field(default=5, ge=3, le=50)
    min_sheets: int = Field(default=1, ge=1, le=50)
    spread_limit: Annotated[Decimal, Field(gt=0, le=100, allow_inf_nan=False)] | None = None
    tie_breaks: tuple[str, ...] = (PREVIOUS_ROUND, "both_advance")

    @field_validator("divided_by")
    @classmethod
    def _each_once_in_one_order(cls, divisions: tuple[Division, ...]) -> tuple[Division, ...]:
        return tuple(one for one in Division if one in divisions)

    @model_validator(mode="after")
    def _own_numbers_have_their_sections(self) -> AdvanceRule:
        for division in Division:
            if self.own_cuts(division) and division not in self.divided_by:
                raise PydanticCustomError("season_own_cut_undivided", "own numbers without their sections")
        return self

    def own_cuts(self, division: Division) -> dict[str, Cut]:
        """Return the cuts of a division's own, by code."""
        return {
            Division.TRACK: self.per_track,
            Division.GROUP: self.per_group,
            Division.ZONE: self.per_zone,
        }[division]

    @field_validator("tie_breaks")
    @classmethod
    def _known_and_in_order(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for index, code in enumerate(codes):
            named = code in (PREVIOUS_ROUND, CHIEF_JUDGE) or (
                code.startswith(CRITERION) and len(code) > len(CRITERION)
            )
            if not named and not (code in AT_CUT and index == len(codes) - 1):
                raise PydanticCustomError("season_tie_break", "unknown tie rule", {"rule": code})
        return codes

    @property
    def at_cut(self) -> str:
        """Return what ties at the cut do: `both_advance` unless the rules say `hold`."""
        return self.tie_breaks[-1] if self.tie_breaks and self.tie_breaks[-1] in AT_CUT else AT_CUT[0]


def as_json(data: BaseModel) -> dict[str, Any]:
    """Return what is kept of validated data in a JSONB column."""
    return data.model_dump(mode="json")
