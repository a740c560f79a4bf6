"""Reads of a round's rubric."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from contest.kernel.db import db
from judging.rubrics.models import RubricCriterion


def criterion_rows(round_id: UUID) -> list[RubricCriterion]:
    """Return the criteria of a round in their order."""
    query = select(RubricCriterion).where(RubricCriterion.round_id == round_id)
    ordered = query.order_by(RubricCriterion.position, RubricCriterion.code)
    return list(db.session.execute(ordered).scalars())


def criterion_codes(round_id: UUID) -> list[str]:
    """Return the codes of a round's criteria in their order."""
    return [row.code for row in criterion_rows(round_id)]
