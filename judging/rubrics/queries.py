"""Reads of a round's rubrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.seasons.domain import Anchor
from judging.rubrics.domain import OPTIONAL, CommentRule, Criterion, Rubric, variant_for
from judging.rubrics.models import RubricCriterion, RubricVariant


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion as judges and the public read it."""

    code: str
    name: LocalizedText
    guidance: LocalizedText
    weight: Decimal
    max: Decimal
    step: Decimal
    id: UUID
    anchors: tuple[Anchor, ...] = ()
    comment: CommentRule = OPTIONAL

    @property
    def bands(self) -> list[tuple[Anchor, Decimal]]:
        """Return each band with the mark it ends at: the highest one, or where the band above begins."""
        tops = (self.max, *(anchor.low for anchor in self.anchors))
        return list(zip(self.anchors, tops, strict=False))


@dataclass(frozen=True, slots=True)
class VariantView:
    """A rubric of its own for entries of certain tracks and groups (empty: any)."""

    id: UUID
    code: str
    name: LocalizedText
    track_codes: tuple[str, ...]
    group_codes: tuple[str, ...]
    criteria: tuple[CriterionView, ...]

    @property
    def rubric(self) -> Rubric:
        """Return the rule object that totals sheets; raises Invalid while the criteria cannot make one."""
        return rubric_of(self.criteria)


@dataclass(frozen=True, slots=True)
class Rubrics:
    """All rubrics of a round: the one most entries share, and those of certain tracks and groups."""

    criteria: tuple[CriterionView, ...] = ()
    variants: tuple[VariantView, ...] = ()

    @property
    def all_criteria(self) -> tuple[CriterionView, ...]:
        """Return the criteria of every rubric, each code once."""
        every = [*self.criteria, *(one for variant in self.variants for one in variant.criteria)]
        return tuple(
            {one.code: one for one in reversed(every)}[code] for code in dict.fromkeys(c.code for c in every)
        )

    def criteria_for(self, track_code: str, group_code: str) -> tuple[CriterionView, ...]:
        """Return the criteria an entry is judged by."""
        found = variant_for(self.variants, track_code, group_code)
        return found.criteria if found else self.criteria


def rubric_of(criteria: Sequence[CriterionView]) -> Rubric:
    """Return criteria as the rule object; raises Invalid while they cannot make one."""
    return Rubric(tuple(Criterion(c.code, c.weight, c.max, c.step, c.comment) for c in criteria))


def rubrics_of(round_ids: Sequence[UUID]) -> dict[UUID, Rubrics]:
    """Return the rubrics of rounds, in two statements however many; rounds without criteria may be missing."""
    query = (
        select(RubricCriterion)
        .where(RubricCriterion.round_id.in_(round_ids))
        .order_by(RubricCriterion.position, RubricCriterion.code)
    )
    criteria: dict[tuple[UUID, UUID | None], tuple[CriterionView, ...]] = {}
    for row in db.session.execute(query).scalars():
        key = (row.round_id, row.variant_id)
        criteria[key] = (*criteria.get(key, ()), _view(row))
    variants: dict[UUID, tuple[VariantView, ...]] = {}
    for one in variant_rows(*round_ids):
        view = VariantView(
            id=one.id,
            code=one.code,
            name=one.name,
            track_codes=tuple(one.track_codes),
            group_codes=tuple(one.group_codes),
            criteria=criteria.get((one.round_id, one.id), ()),
        )
        variants[one.round_id] = (*variants.get(one.round_id, ()), view)
    return {key: Rubrics(criteria.get((key, None), ()), variants.get(key, ())) for key in round_ids}


def variant_rows(*round_ids: UUID) -> list[RubricVariant]:
    """Return the variants of rounds in their order."""
    query = select(RubricVariant).where(RubricVariant.round_id.in_(round_ids))
    ordered = query.order_by(RubricVariant.position, RubricVariant.code)
    return list(db.session.execute(ordered).scalars())


def get_variant(round_id: UUID, code: str) -> RubricVariant:
    """Return the variant of this code; raise NotFound."""
    found = next((row for row in variant_rows(round_id) if row.code == code), None)
    if found is None:
        raise NotFound(kind="rubric", key=code)
    return found


def criterion_rows(round_id: UUID, variant_id: UUID | None = None) -> list[RubricCriterion]:
    """Return the criteria of one rubric of a round in their order."""
    query = select(RubricCriterion).where(
        RubricCriterion.round_id == round_id, RubricCriterion.variant_id.is_not_distinct_from(variant_id)
    )
    ordered = query.order_by(RubricCriterion.position, RubricCriterion.code)
    return list(db.session.execute(ordered).scalars())


def criterion_codes(round_id: UUID) -> list[str]:
    """Return the codes of the criteria of all rubrics of a round, each once, in their order."""
    query = select(RubricCriterion.code).where(RubricCriterion.round_id == round_id)
    ordered = query.order_by(RubricCriterion.position, RubricCriterion.code)
    return list(dict.fromkeys(db.session.execute(ordered).scalars()))


def _view(row: RubricCriterion) -> CriterionView:
    return CriterionView(
        code=row.code,
        name=row.name,
        guidance=row.guidance,
        weight=row.weight,
        max=row.max,
        step=row.step,
        id=row.id,
        anchors=tuple(Anchor.model_validate(one) for one in row.anchors),
        comment=CommentRule(row.comment_always, row.comment_below, row.comment_above),
    )
