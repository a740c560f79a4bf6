"""The rows of a rulebook as validated data: what a form, the template or a clone hands to the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contest.kernel.localized import LocalizedText
from contest.seasons.domain.eligibility import CompanyAge, EligibilityRule, Growth
from contest.seasons.domain.rubrics import Criteria, Variants
from contest.seasons.domain.rules import AdvanceRule, Code, Data
from contest.seasons.domain.text import Name, Prose
from contest.seasons.domain.times import Day, Moment
from contest.seasons.domain.vocabulary import (
    ChannelKind,
    CheckDesk,
    GrowthStage,
    PartKind,
    StageCode,
    WindowKind,
)

Years = Annotated[int | None, Field(ge=0, le=100)]


class _Part(Data):
    """What every row has: a code unique within its season, a bilingual name, a position."""

    code: Code
    name: Name
    position: int = Field(default=0, ge=0, le=10_000)


class TrackPart(_Part):
    """赛道."""

    description: Prose = LocalizedText()


class GroupPart(_Part):
    """组别 with its boundaries: growth stages, and years since registration (from, up to)."""

    description: Prose = LocalizedText()
    growth_stages: tuple[GrowthStage, ...] = ()
    min_company_age: Years = None
    max_company_age: Years = None

    @model_validator(mode="after")
    def _ages_in_order(self) -> GroupPart:
        low, high = self.min_company_age, self.max_company_age
        if low is not None and high is not None and low > high:
            raise PydanticCustomError("season_range_order", "lower bound above upper bound")
        return self

    def boundaries(self) -> tuple[EligibilityRule, ...]:
        """Return the group's boundaries as eligibility rules for this group alone."""
        rules: list[EligibilityRule] = []
        if self.growth_stages:
            stages = Growth(any_of=self.growth_stages)
            rules.append(
                self._boundary(
                    "stage", LocalizedText("成长阶段符合组别", "Growth stage fits the group"), stages
                )
            )
        if self.min_company_age is not None or self.max_company_age is not None:
            age = CompanyAge(min_years=self.min_company_age, max_years=self.max_company_age)
            rules.append(
                self._boundary(
                    "age", LocalizedText("企业成立年限符合组别", "Company age fits the group"), age
                )
            )
        return tuple(rules)

    def _boundary(self, what: str, name: LocalizedText, params: Growth | CompanyAge) -> EligibilityRule:
        message = LocalizedText(
            f"不符合“{self.name.zh}”的组别范围，请另选组别。",
            f"Outside the bounds of “{self.name.en}”; please choose another group.",
        )
        code = f"group_{what}_{self.code}"[:40]
        return EligibilityRule(code=code, name=name, message=message, params=params, groups=(self.code,))


class ZonePart(_Part):
    """赛区. One with `own_heat` runs its own judges, venue and quota under the city's rules."""

    district: str = Field(default="", pattern=r"^(\d{6})?$")
    overseas: bool = False
    own_heat: bool = False
    venue: Prose = LocalizedText()
    quota: Annotated[int | None, Field(ge=0, le=100_000)] = None


class ChannelPart(_Part):
    """报名渠道; the source stays with a project for life."""

    kind: ChannelKind = ChannelKind.OPEN


class StagePart(Data):
    """赛段: the season's label, when it runs, how it is judged and who goes on from it."""

    code: StageCode
    name: Name
    position: int = Field(default=0, ge=0, le=10_000)
    description: Prose = LocalizedText()
    starts_on: Day | None = None
    ends_on: Day | None = None
    matchable: bool = False
    rubric: Criteria = ()
    variants: Variants = ()
    advance: AdvanceRule | None = None
    # When teams that are in this stage may bring what they handed in up to date, and which fields and files of it.
    revision_opens_at: Moment | None = None
    revision_closes_at: Moment | None = None
    revision_fields: tuple[Code, ...] = ("plan", "deck")

    @model_validator(mode="after")
    def _days_in_order(self) -> StagePart:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise PydanticCustomError("season_days_order", "ends before it starts")
        return self

    @model_validator(mode="after")
    def _revision_is_a_window(self) -> StagePart:
        opens, closes = self.revision_opens_at, self.revision_closes_at
        if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
            raise PydanticCustomError("season_revision_order", "closes before it opens")
        return self

    @property
    def weight_sum(self) -> Decimal:
        """Return the sum of the rubric's weights; it need not be 100, totals divide by it."""
        return sum((criterion.weight for criterion in self.rubric), Decimal(0))


class WindowPart(Data):
    """When something is open: from `opens_at` up to, not at, `closes_at`; city-wide without `zone_code`."""

    kind: WindowKind
    zone_code: str = Field(default="", max_length=40)
    opens_at: Moment
    closes_at: Moment

    @model_validator(mode="after")
    def _opens_first(self) -> WindowPart:
        if self.closes_at <= self.opens_at:
            raise PydanticCustomError("season_window_order", "closes before it opens")
        return self

    @property
    def code(self) -> str:
        """Return the row's name within its season."""
        return f"{self.kind}.{self.zone_code}" if self.zone_code else str(self.kind)


class CheckItemPart(_Part):
    """形式审查: one question of the formal check, who answers it, and whether a pass needs its answer."""

    guidance: Prose = LocalizedText()
    desk: CheckDesk = CheckDesk.OFFICE
    required: bool = True


class BenefitPart(_Part):
    """奖励与支持: what a placing brings, with its quota per prize.

    `award` names who gets it; `awards` how many there are; `people_per_team` how many of one team may use it
    (hukou priority for up to five of a winning team, for example); money is at most `amount_max_cents`.
    """

    description: Prose = LocalizedText()
    stage_code: StageCode | None = None
    award: Prose = LocalizedText()
    awards: Annotated[int | None, Field(ge=0, le=100_000)] = None
    people_per_team: Annotated[int | None, Field(ge=0, le=1000)] = None
    amount_max_cents: Annotated[int | None, Field(ge=0, le=10**16)] = None
    example: bool = False


Part: TypeAlias = (
    TrackPart
    | GroupPart
    | ZonePart
    | ChannelPart
    | StagePart
    | WindowPart
    | EligibilityRule
    | CheckItemPart
    | BenefitPart
)
PART_OF: dict[PartKind, type[Part]] = {
    PartKind.TRACK: TrackPart,
    PartKind.GROUP: GroupPart,
    PartKind.ZONE: ZonePart,
    PartKind.CHANNEL: ChannelPart,
    PartKind.STAGE: StagePart,
    PartKind.WINDOW: WindowPart,
    PartKind.ELIGIBILITY: EligibilityRule,
    PartKind.CHECK_ITEM: CheckItemPart,
    PartKind.BENEFIT: BenefitPart,
}
