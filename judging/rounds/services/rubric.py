"""Edits of a draft's rubrics, one criterion or one variant at a time; validated as the season's own are."""

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
from judging.rounds.models import Round
from judging.rounds.services.editing import locked_draft
from judging.rubrics.models import RubricCriterion
from judging.rubrics.queries import criterion_codes, criterion_rows, get_variant

ATTRIBUTES = (
    *("name", "guidance", "weight", "max", "step"),
    *("comment_always", "comment_below", "comment_above"),
)


def criterion_row(round_id: UUID, variant_id: UUID | None, data: Criterion, position: int) -> RubricCriterion:
    """Return a season's criterion as a row of a round's rubric."""
    row = RubricCriterion(id=new_id(), round_id=round_id, variant_id=variant_id, code=data.code)
    row.position = position
    _fill(row, data)
    return row


def save_criterion(
    *,
    actor: Actor,
    round_id: UUID,
    version: int | None,
    values: Mapping[str, Any],
    code: str | None = None,
    variant: str = "",
) -> RubricCriterion:
    """Add a criterion at the end, or change the one with `code`, which it keeps. Raises Invalid, RoundFrozen.

    `variant` names the rubric of certain tracks and groups; empty is the round's own.
    """
    round_ = locked_draft(actor, round_id, version)
    variant_id, rows = _rubric(round_id, variant)
    row = None if code is None else _named(rows, code)
    data = _validated({**_values(row), **values} | ({"code": code} if code else {}))
    if row is None:
        if data.code in {one.code for one in rows}:
            raise Invalid(FieldError("code", "criterion_repeated", {"criterion": data.code}))
        row = criterion_row(round_id, variant_id, data, len(rows))
        db.session.add(row)
    else:
        _fill(row, data)
    db.session.flush()
    audit.record(actor, "rubric.changed", round_, criterion=data.code, variant=variant)
    return row


def remove_criterion(
    *, actor: Actor, round_id: UUID, version: int | None, code: str, variant: str = ""
) -> None:
    """Take a criterion out; a tie rule or a promised feedback that names it goes with its last rubric."""
    round_ = locked_draft(actor, round_id, version)
    _variant_id, rows = _rubric(round_id, variant)
    gone = _named(rows, code)
    db.session.delete(gone)
    db.session.flush()
    forget_unknown_codes(round_)
    _number(row for row in rows if row is not gone)
    audit.record(actor, "rubric.changed", round_, removed=code, variant=variant)


def move_criterion(
    *, actor: Actor, round_id: UUID, version: int | None, code: str, by: int, variant: str = ""
) -> None:
    """Move a criterion up (`by` −1) or down (1)."""
    round_ = locked_draft(actor, round_id, version)
    _variant_id, rows = _rubric(round_id, variant)
    row = _named(rows, code)
    at = rows.index(row)
    rows.insert(min(max(0, at + by), len(rows) - 1), rows.pop(at))
    _number(rows)
    audit.record(actor, "rubric.changed", round_, moved=code, variant=variant)


def forget_unknown_codes(round_: Round) -> None:
    """Take out of the round's rules what names a criterion that no rubric of it has any more."""
    known = set(criterion_codes(round_.id))
    round_.tie_breaks = [
        tie
        for tie in round_.tie_breaks
        if not tie.startswith(CRITERION) or tie.removeprefix(CRITERION) in known
    ]
    told = [code for code in round_.feedback.get("criteria", ()) if code in known]
    round_.feedback = {**round_.feedback, "criteria": told}


def _rubric(round_id: UUID, variant: str) -> tuple[UUID | None, list[RubricCriterion]]:
    variant_id = get_variant(round_id, variant).id if variant else None
    return variant_id, criterion_rows(round_id, variant_id)


def _validated(values: Mapping[str, Any]) -> Criterion:
    try:
        return Criterion.model_validate(values)
    except ValidationError as error:
        raise as_invalid(error) from None


def _values(row: RubricCriterion | None) -> dict[str, Any]:
    return {} if row is None else {name: getattr(row, name) for name in ("code", *ATTRIBUTES, "anchors")}


def _fill(row: RubricCriterion, data: Criterion) -> None:
    for name in ATTRIBUTES:
        setattr(row, name, getattr(data, name))
    row.anchors = [anchor.model_dump(mode="json") for anchor in data.anchors]


def _named(rows: list[RubricCriterion], code: str) -> RubricCriterion:
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        raise NotFound(kind="criterion", key=code)
    return found


def _number(rows: Any) -> None:
    for position, row in enumerate(rows):
        row.position = position
    db.session.flush()
