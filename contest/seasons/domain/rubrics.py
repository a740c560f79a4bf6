"""Rubrics: criteria with what each band of marks means, for all entries or for a track's or group's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from contest.kernel.localized import LocalizedText
from contest.seasons.domain.rules import Code, Data, Positive
from contest.seasons.domain.text import Name, Prose

Mark = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=6, allow_inf_nan=False)]


class Anchor(Data):
    """One band of marks: from `low` up to where the next higher band begins, what a mark in it means."""

    name: Name
    low: Mark
    guidance: Prose = LocalizedText()


class Criterion(Data):
    """One weighted criterion of a rubric, marked from 0 to `max` in steps of `step`.

    `anchors` go from the best band down to the one that begins at 0. A comment on the criterion is asked for
    always, for marks below `comment_below`, or for marks above `comment_above`; else it is optional.
    """

    code: Code
    name: Name
    guidance: Prose = LocalizedText()
    weight: Positive
    max: Positive = Decimal(100)
    step: Positive = Decimal(1)
    anchors: Annotated[tuple[Anchor, ...], Field(max_length=8)] = ()
    comment_always: bool = False
    comment_below: Mark | None = None
    comment_above: Mark | None = None

    @model_validator(mode="after")
    def _steps_reach_the_maximum(self) -> Criterion:
        if self.max % self.step:
            raise PydanticCustomError("season_step_misses_max", "steps do not reach the maximum")
        return self

    @model_validator(mode="after")
    def _bands_go_down_to_nothing(self) -> Criterion:
        lows = [anchor.low for anchor in self.anchors]
        if lows and lows[-1] != 0:
            raise PydanticCustomError("season_bands_miss_zero", "the lowest band does not begin at 0")
        if any(above <= below for above, below in zip([self.max, *lows], lows, strict=False)):
            raise PydanticCustomError("season_bands_order", "bands are not in descending order")
        return self


def _codes_differ(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    repeated = [code for code, times in Counter(one.code for one in criteria).items() if times > 1]
    if repeated:
        raise PydanticCustomError(
            "season_criterion_repeated", "criterion repeated", {"criterion": repeated[0]}
        )
    return criteria


Criteria = Annotated[tuple[Criterion, ...], AfterValidator(_codes_differ)]


class RubricVariant(Data):
    """A rubric of its own for entries of certain tracks and groups (分类评价, 003 §十三).

    Empty `tracks` or `groups` means any; the first variant that fits an entry holds for it.
    """

    code: Code
    name: Name
    tracks: tuple[Code, ...] = ()
    groups: tuple[Code, ...] = ()
    criteria: Criteria = ()

    @model_validator(mode="after")
    def _is_for_some_only(self) -> RubricVariant:
        if not self.tracks and not self.groups:
            raise PydanticCustomError("season_variant_for_all", "neither track nor group")
        return self


def _variants_differ(variants: tuple[RubricVariant, ...]) -> tuple[RubricVariant, ...]:
    if len({one.code for one in variants}) < len(variants):
        raise PydanticCustomError("season_code_taken", "variant repeated")
    return variants


Variants = Annotated[tuple[RubricVariant, ...], AfterValidator(_variants_differ)]
