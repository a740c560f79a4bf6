"""Edits of a draft's rubric, one criterion at a time; validated as the season's own rubric is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.seasons.domain import Criterion, as_invalid
from contest.seasons.domain.rules import CRITERION
from judging.rounds.services.editing import locked_draft
from judging.rubrics.models import RubricCriterion
from judging.rubrics.queries import criterion_rows

ATTRIBUTES = ("name", "guidance", "weight", "max", "step")


def save_criterion(
    *,
    actor: Actor,
    round_id: UUID,
    version: int | None,
    values: Mapping[str, Any],
    code: str | None = None,
) -> RubricCriterion:
    """Add a criterion at the end, or change the one with `code`, which it keeps. Raises Invalid, RoundFrozen."""
    round_ = locked_draft(actor, round_id, version)
    rows = criterion_rows(round_id)
    row = None if code is None else _named(rows, code)
    data = _validated({**_values(row), **values} | ({"code": code} if code else {}))
    if row is None:
        if data.code in {one.code for one in rows}:
            raise Invalid(FieldError("code", "criterion_repeated", {"criterion": data.code}))
        row = RubricCriterion(id=new_id(), round_id=round_id, code=data.code, position=len(rows))
        db.session.add(row)
    for name in ATTRIBUTES:
        setattr(row, name, getattr(data, name))
    db.session.flush()
    audit.record(actor, "rubric.changed", round_, criterion=data.code)
    return row


def remove_criterion(*, actor: Actor, round_id: UUID, version: int | None, code: str) -> None:
    """Take a criterion out; a tie rule that names it goes with it."""
    round_ = locked_draft(actor, round_id, version)
    rows = criterion_rows(round_id)
    gone = _named(rows, code)
    db.session.delete(gone)
    round_.tie_breaks = [tie for tie in round_.tie_breaks if tie != CRITERION + code]
    _number(row for row in rows if row is not gone)
    audit.record(actor, "rubric.changed", round_, removed=code)


def move_criterion(*, actor: Actor, round_id: UUID, version: int | None, code: str, by: int) -> None:
    """Move a criterion up (`by` −1) or down (1)."""
    round_ = locked_draft(actor, round_id, version)
    rows = criterion_rows(round_id)
    row = _named(rows, code)
    at = rows.index(row)
    rows.insert(min(max(0, at + by), len(rows) - 1), rows.pop(at))
    _number(rows)
    audit.record(actor, "rubric.changed", round_, moved=code)


def _validated(values: Mapping[str, Any]) -> Criterion:
    try:
        return Criterion.model_validate(values)
    except ValidationError as error:
        raise as_invalid(error) from None


def _values(row: RubricCriterion | None) -> dict[str, Any]:
    return {} if row is None else {name: getattr(row, name) for name in ("code", *ATTRIBUTES)}


def _named(rows: list[RubricCriterion], code: str) -> RubricCriterion:
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        raise NotFound(kind="criterion", key=code)
    return found


def _number(rows: Any) -> None:
    for position, row in enumerate(rows):
        row.position = position
    db.session.flush()
