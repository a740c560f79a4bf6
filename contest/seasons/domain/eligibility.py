"""Eligibility rules and the pure evaluator: satisfied, unmet or unknown, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contest.kernel.localized import LocalizedText
from contest.seasons.domain.rules import Code, Data
from contest.seasons.domain.text import Name, Prose
from contest.seasons.domain.vocabulary import CheckState, EligibilityKind, GrowthStage, Severity

Years = Annotated[int | None, Field(ge=0, le=100)]
Count = Annotated[int | None, Field(ge=0, le=10_000)]
Cents = Annotated[int | None, Field(ge=0, le=10**16)]
Percent = Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]
Number = TypeVar("Number", int, Decimal)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a project when it is checked; None means not known (yet).

    `as_of` is the day ages are counted to. A team without a company says `has_company=False`. Shares are
    percent, money is integer cents, `declarations` maps codes to what was ticked.
    """

    as_of: date
    group_code: str | None = None
    has_company: bool | None = None
    company_founded: date | None = None
    revenue_cents: int | None = None
    team_size: int | None = None
    leader_share: Decimal | None = None
    team_share: Decimal | None = None
    district: str | None = None
    growth_stage: GrowthStage | None = None
    equity_rounds: int | None = None
    equity_rounds_from: int | None = None  # at least so many, where the number itself is not known
    prior_prizes: int | None = None
    ip_count: int | None = None
    declarations: Mapping[str, bool] = field(default_factory=dict)


def _state(held: bool) -> CheckState:
    return CheckState.SATISFIED if held else CheckState.UNMET


def _within(value: Number | None, low: Number | None, high: Number | None) -> CheckState:
    if value is None:
        return CheckState.UNKNOWN
    return _state((low is None or value >= low) and (high is None or value <= high))


def _anniversary(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 1 March where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


class _Range(Data):
    """Base of the kinds that are a range: at least one bound, in order."""

    @model_validator(mode="after")
    def _bounds_in_order(self) -> _Range:
        low, high = (getattr(self, name) for name in _bounds(self))
        if low is None and high is None:
            raise PydanticCustomError("season_range_empty", "a range needs a bound")
        if low is not None and high is not None and low > high:
            raise PydanticCustomError("season_range_order", "lower bound above upper bound")
        return self


def _bounds(data: Data) -> tuple[str, str]:
    names = list(type(data).model_fields)
    return (
        next(name for name in names if name.startswith("min")),
        next(name for name in names if name.startswith("max")),
    )


class CompanyAge(_Range):
    """Full years since the company was registered. Teams without a company pass unless `needs_company`."""

    looks_at: ClassVar[tuple[str, ...]] = ("company_founded",)
    kind: Literal[EligibilityKind.COMPANY_AGE] = EligibilityKind.COMPANY_AGE
    min_years: Years = None
    max_years: Years = None
    needs_company: bool = False

    def check(self, facts: Facts) -> CheckState:
        if facts.has_company is False:
            return _state(not self.needs_company)
        founded = facts.company_founded
        if founded is None:
            return CheckState.UNKNOWN
        old_enough = self.min_years is None or _anniversary(founded, self.min_years) <= facts.as_of
        young_enough = self.max_years is None or facts.as_of <= _anniversary(founded, self.max_years)
        return _state(old_enough and young_enough)


class Revenue(_Range):
    """Revenue of the last year in cents. A team without a company has none."""

    looks_at: ClassVar[tuple[str, ...]] = ("revenue_cents",)
    kind: Literal[EligibilityKind.REVENUE] = EligibilityKind.REVENUE
    min_cents: Cents = None
    max_cents: Cents = None

    def check(self, facts: Facts) -> CheckState:
        return _within(
            0 if facts.has_company is False else facts.revenue_cents, self.min_cents, self.max_cents
        )


class TeamSize(_Range):
    """People in the team, the leader included."""

    looks_at: ClassVar[tuple[str, ...]] = ("team_size",)
    kind: Literal[EligibilityKind.TEAM_SIZE] = EligibilityKind.TEAM_SIZE
    min_people: Count = None
    max_people: Count = None

    def check(self, facts: Facts) -> CheckState:
        return _within(facts.team_size, self.min_people, self.max_people)


class LeaderShare(Data):
    """The leader's share of the company, in percent."""

    looks_at: ClassVar[tuple[str, ...]] = ("leader_share",)
    kind: Literal[EligibilityKind.LEADER_SHARE] = EligibilityKind.LEADER_SHARE
    min_percent: Percent

    def check(self, facts: Facts) -> CheckState:
        return (
            CheckState.SATISFIED
            if facts.has_company is False
            else _within(facts.leader_share, self.min_percent, None)
        )


class TeamShare(Data):
    """The team's share of the company altogether, in percent."""

    looks_at: ClassVar[tuple[str, ...]] = ("team_share",)
    kind: Literal[EligibilityKind.TEAM_SHARE] = EligibilityKind.TEAM_SHARE
    min_percent: Percent

    def check(self, facts: Facts) -> CheckState:
        return (
            CheckState.SATISFIED
            if facts.has_company is False
            else _within(facts.team_share, self.min_percent, None)
        )


class District(Data):
    """The district the project means to land in, by adcode."""

    looks_at: ClassVar[tuple[str, ...]] = ("district",)
    kind: Literal[EligibilityKind.DISTRICT] = EligibilityKind.DISTRICT
    any_of: tuple[str, ...] = Field(..., min_length=1)

    def check(self, facts: Facts) -> CheckState:
        return _state(facts.district in self.any_of) if facts.district else CheckState.UNKNOWN


class Growth(Data):
    """The project's growth stage."""

    looks_at: ClassVar[tuple[str, ...]] = ("growth_stage",)
    kind: Literal[EligibilityKind.GROWTH_STAGE] = EligibilityKind.GROWTH_STAGE
    any_of: tuple[GrowthStage, ...] = Field(..., min_length=1)

    def check(self, facts: Facts) -> CheckState:
        return _state(facts.growth_stage in self.any_of) if facts.growth_stage else CheckState.UNKNOWN


class EquityRounds(_Range):
    """Equity financing rounds so far."""

    looks_at: ClassVar[tuple[str, ...]] = ("equity_rounds",)
    kind: Literal[EligibilityKind.EQUITY_ROUNDS] = EligibilityKind.EQUITY_ROUNDS
    min_rounds: Count = None
    max_rounds: Count = None

    def check(self, facts: Facts) -> CheckState:
        if facts.equity_rounds is not None or facts.equity_rounds_from is None:
            return _within(facts.equity_rounds, self.min_rounds, self.max_rounds)
        if self.max_rounds is not None and facts.equity_rounds_from > self.max_rounds:
            return CheckState.UNMET
        enough = self.min_rounds is not None and facts.equity_rounds_from >= self.min_rounds
        return CheckState.SATISFIED if enough and self.max_rounds is None else CheckState.UNKNOWN


class PriorPrizes(Data):
    """Prizes won in earlier finals of this contest."""

    looks_at: ClassVar[tuple[str, ...]] = ("prior_prizes",)
    kind: Literal[EligibilityKind.PRIOR_PRIZES] = EligibilityKind.PRIOR_PRIZES
    max_prizes: int = Field(default=0, ge=0, le=100)

    def check(self, facts: Facts) -> CheckState:
        return _within(facts.prior_prizes, None, self.max_prizes)


class IpCount(Data):
    """Items of intellectual property listed."""

    looks_at: ClassVar[tuple[str, ...]] = ("ip_count",)
    kind: Literal[EligibilityKind.IP_COUNT] = EligibilityKind.IP_COUNT
    min_items: int = Field(..., ge=1, le=1000)

    def check(self, facts: Facts) -> CheckState:
        return _within(facts.ip_count, self.min_items, None)


class Declarations(Data):
    """Declarations that must be ticked. One not seen yet is unknown, one declined is unmet."""

    looks_at: ClassVar[tuple[str, ...]] = ("declarations",)
    kind: Literal[EligibilityKind.DECLARATIONS] = EligibilityKind.DECLARATIONS
    codes: tuple[Code, ...] = Field(..., min_length=1)

    def check(self, facts: Facts) -> CheckState:
        answers = [facts.declarations.get(code) for code in self.codes]
        if False in answers:
            return CheckState.UNMET
        return CheckState.UNKNOWN if None in answers else CheckState.SATISFIED


Params = Annotated[
    CompanyAge
    | Revenue
    | TeamSize
    | LeaderShare
    | TeamShare
    | District
    | Growth
    | EquityRounds
    | PriorPrizes
    | IpCount
    | Declarations,
    Field(discriminator="kind"),
]


class EligibilityRule(Data):
    """One rule a project is checked against; `groups` limits it to some groups, empty means all."""

    code: Code
    name: Name
    position: int = 0
    message: Prose = LocalizedText()  # what an unmet rule means for the team and what to do
    params: Params
    severity: Severity = Severity.BLOCK
    groups: tuple[Code, ...] = ()

    @property
    def kind(self) -> EligibilityKind:
        return self.params.kind


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one rule. `params` are the rule's numbers as JSON.

    `found` maps the names of the facts that were looked at to what is known of them (None: not known). A rule with a
    waiver is answered as before, with the waiver's reason beside it.
    """

    code: str
    state: CheckState
    severity: Severity
    name: LocalizedText
    message: LocalizedText
    params: Mapping[str, Any]
    kind: EligibilityKind
    found: Mapping[str, Any] = field(default_factory=dict)
    waived: str = ""

    @property
    def blocks(self) -> bool:
        """Say whether this answer stops a submission. Unknown never does: it asks for the missing fact."""
        return self.state is CheckState.UNMET and self.severity is Severity.BLOCK and not self.waived

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of the facts that nobody has stated yet, for an answer that is unknown."""
        unknown = self.state is CheckState.UNKNOWN
        return tuple(name for name, value in self.found.items() if value is None) if unknown else ()


def evaluate(rules: Iterable[EligibilityRule], facts: Facts) -> tuple[Check, ...]:
    """Answer every rule that concerns the project's group, in the given order.

    While the group is not chosen, rules for particular groups are left out: they concern nobody yet.
    """
    return tuple(
        Check(
            code=rule.code,
            state=rule.params.check(facts),
            severity=rule.severity,
            name=rule.name,
            message=rule.message,
            params=rule.params.model_dump(mode="json", exclude={"kind"}, exclude_none=True),
            kind=rule.kind,
            found={name: getattr(facts, name) for name in rule.params.looks_at},
        )
        for rule in rules
        if not rule.groups or facts.group_code in rule.groups
    )


def waive(checks: Iterable[Check], waivers: Mapping[str, str]) -> tuple[Check, ...]:
    """Return the answers with the waivers of some rules (code -> reason) beside them."""
    return tuple(replace(check, waived=waivers.get(check.code, "")) for check in checks)
