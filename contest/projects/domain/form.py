"""The form as data: six steps, their fields, limits and when each is required.

The catalogue is what domain.md §3.1 lists as typical fields. It never asks for degrees or papers (003 十三).
Everything else in the feature reads this table, so a season can bring its own instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contest.kernel.errors import FieldError, Invalid
from contest.projects.domain.vocabulary import Financing, Need
from contest.seasons.domain import GrowthStage

LANGUAGES = ("zh", "en")


class Step(StrEnum):
    """The six steps of the form, in order."""

    PROJECT = "project"
    SOLUTION = "solution"
    MARKET = "market"
    TEAM = "team"
    MONEY = "money"
    PLAN = "plan"


class FieldKind(StrEnum):
    """What a field holds; `amount` is money, stored in cents and written in 万元."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    AMOUNT = "amount"
    DATE = "date"
    CREDIT_CODE = "credit_code"
    FLAG = "flag"
    TAGS = "tags"


class RequiredFor(StrEnum):
    """Until when a field may stay empty."""

    DRAFT = "draft"
    SUBMIT = "submit"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field.

    `limit` counts Unicode code points of one language (tags: how many). `options` are fixed codes, `source` names
    the part of the season's rulebook they come from. `column` is the project's column, None for an answer row.
    """

    code: str
    step: Step
    kind: FieldKind
    bilingual: bool = False
    limit: int | None = None
    required_for: RequiredFor = RequiredFor.NEVER
    options: tuple[str, ...] = ()
    source: str | None = None
    column: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The addresses under which its parts are saved: `name.zh` and `name.en`, or just `track_code`."""
        return tuple(f"{self.code}.{language}" for language in LANGUAGES) if self.bilingual else (self.code,)


def _text(code: str, step: Step, limit: int, required_for: RequiredFor = RequiredFor.NEVER) -> FieldSpec:
    return FieldSpec(code, step, FieldKind.TEXT, bilingual=True, limit=limit, required_for=required_for)


def _line(code: str, step: Step, limit: int, required_for: RequiredFor = RequiredFor.NEVER) -> FieldSpec:
    return FieldSpec(
        code, step, FieldKind.LINE, bilingual=True, limit=limit, required_for=required_for, column=code
    )


def _of_season(code: str, source: str) -> FieldSpec:
    return FieldSpec(
        code, Step.PROJECT, FieldKind.CHOICE, required_for=RequiredFor.SUBMIT, source=source, column=code
    )


def _flag(code: str, required_for: RequiredFor = RequiredFor.NEVER) -> FieldSpec:
    return FieldSpec(code, Step.PLAN, FieldKind.FLAG, required_for=required_for, column=code)


SUBMIT = RequiredFor.SUBMIT
FORM: tuple[FieldSpec, ...] = (
    _line("name", Step.PROJECT, 60, RequiredFor.DRAFT),
    _line("intro", Step.PROJECT, 120, SUBMIT),
    _of_season("track_code", "tracks"),
    _of_season("group_code", "groups"),
    _of_season("zone_code", "zones"),
    _of_season("channel_code", "channels"),
    FieldSpec(
        "growth_stage",
        Step.PROJECT,
        FieldKind.CHOICE,
        required_for=SUBMIT,
        options=tuple(GrowthStage),
        column="growth_stage",
    ),
    FieldSpec("keywords", Step.PROJECT, FieldKind.TAGS, limit=8, column="keywords"),
    _text("problem", Step.SOLUTION, 2000, SUBMIT),
    _text("solution", Step.SOLUTION, 3000, SUBMIT),
    _text("technology", Step.SOLUTION, 3000, SUBMIT),
    _text("intellectual_property", Step.SOLUTION, 2000),
    _text("market", Step.MARKET, 2000, SUBMIT),
    _text("competitors", Step.MARKET, 2000),
    _text("business_model", Step.MARKET, 2000, SUBMIT),
    _text("traction", Step.MARKET, 2000),
    _text("team_intro", Step.TEAM, 2000, SUBMIT),
    _line("company_name", Step.TEAM, 100),
    FieldSpec("credit_code", Step.TEAM, FieldKind.CREDIT_CODE, limit=18, column="credit_code"),
    FieldSpec("company_founded", Step.TEAM, FieldKind.DATE, column="company_founded"),
    _text("awards", Step.TEAM, 1000),
    _text("public_funding", Step.TEAM, 1000),
    FieldSpec(
        "financing",
        Step.MONEY,
        FieldKind.CHOICE,
        required_for=SUBMIT,
        options=tuple(Financing),
        column="financing",
    ),
    FieldSpec("amount_sought", Step.MONEY, FieldKind.AMOUNT, column="amount_sought_cents"),
    _text("use_of_funds", Step.MONEY, 1000),
    FieldSpec("needs", Step.MONEY, FieldKind.CHOICES, options=tuple(Need), column="needs"),
    _text("needs_detail", Step.MONEY, 1000),
    FieldSpec("district", Step.MONEY, FieldKind.CHOICE, source="districts", column="district"),
    _flag("consent_bases"),
    _flag("consent_matching"),
    _flag("consent_publication"),
    _flag("declaration_of_truth", SUBMIT),
)

# Each a purpose of its own, voluntary, and taken back at any time.
CONSENTS = ("consent_bases", "consent_matching", "consent_publication")
BY_CODE = {spec.code: spec for spec in FORM}


def fields_of(step: Step) -> tuple[FieldSpec, ...]:
    """Return the fields of one step, in order."""
    return tuple(spec for spec in FORM if spec.step is step)


def locate(path: str) -> tuple[FieldSpec, str | None]:
    """Return the field and the language of an address such as `problem.zh`; raise Invalid when there is none."""
    code, _, language = path.partition(".")
    spec = BY_CODE.get(code)
    if spec is None or path not in spec.paths:
        raise Invalid(FieldError(path, "unknown_field"))
    return spec, language or None
