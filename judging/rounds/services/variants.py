"""Rubrics of a draft for certain tracks and groups: added as a copy of the round's own, then edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.seasons.domain import RubricVariant, Rulebook, as_invalid
from contest.seasons.queries import rulebook
from judging.rounds.services.editing import locked_draft
from judging.rounds.services.rubric import forget_unknown_codes
from judging.rubrics import models
from judging.rubrics.models import RubricCriterion
from judging.rubrics.queries import criterion_rows, get_variant, variant_rows

COPIED = (
    *("code", "name", "guidance", "weight", "max", "step", "anchors", "position"),
    *("comment_always", "comment_below", "comment_above"),
)


def save_variant(
    *,
    actor: Actor,
    round_id: UUID,
    version: int | None,
    values: Mapping[str, Any],
    code: str | None = None,
) -> models.RubricVariant:
    """Add a rubric for certain tracks and groups, or change for whom the one with `code` is."""
    round_ = locked_draft(actor, round_id, version)
    row = get_variant(round_id, code) if code else None
    kept = (
        {"code": row.code, "name": row.name, "tracks": row.track_codes, "groups": row.group_codes}
        if row
        else {}
    )
    data = _validated({**kept, **values} | ({"code": code} if code else {}), rulebook(round_.season_id))
    others = variant_rows(round_id)
    if row is None:
        if data.code in {one.code for one in others}:
            raise Invalid(FieldError("code", "season_code_taken"))
        row = models.RubricVariant(id=new_id(), round_id=round_id, code=data.code, position=len(others))
        db.session.add(row)
    row.name, row.track_codes, row.group_codes = data.name, list(data.tracks), list(data.groups)
    db.session.flush()
    if code is None:
        db.session.add_all(_copied(one, row) for one in criterion_rows(round_id))
        db.session.flush()
    audit.record(actor, "rubric.changed", round_, variant=data.code, tracks=data.tracks, groups=data.groups)
    return row


def remove_variant(*, actor: Actor, round_id: UUID, version: int | None, code: str) -> None:
    """Take a rubric out; its entries are judged by the next one that fits them."""
    round_ = locked_draft(actor, round_id, version)
    gone = get_variant(round_id, code)
    for criterion in criterion_rows(round_id, gone.id):
        db.session.delete(criterion)
    db.session.flush()
    db.session.delete(gone)
    db.session.flush()
    forget_unknown_codes(round_)
    audit.record(actor, "rubric.changed", round_, variant_removed=code)


def move_variant(*, actor: Actor, round_id: UUID, version: int | None, code: str, by: int) -> None:
    """Have a rubric looked at earlier (`by` −1) or later (1): the first that fits an entry holds."""
    round_ = locked_draft(actor, round_id, version)
    get_variant(round_id, code)
    rows = variant_rows(round_id)
    at = next(place for place, row in enumerate(rows) if row.code == code)
    rows.insert(min(max(0, at + by), len(rows) - 1), rows.pop(at))
    for position, row in enumerate(rows):
        row.position = position
    db.session.flush()
    audit.record(actor, "rubric.changed", round_, variant_moved=code)


def _validated(values: Mapping[str, Any], book: Rulebook) -> RubricVariant:
    try:
        data = RubricVariant.model_validate(values)
    except ValidationError as error:
        raise as_invalid(error) from None
    errors = []
    if not set(data.tracks) <= {track.code for track in book.tracks}:
        errors.append(FieldError("tracks", "season_track_unknown"))
    if not set(data.groups) <= {group.code for group in book.groups}:
        errors.append(FieldError("groups", "season_group_unknown"))
    if errors:
        raise Invalid(*errors)
    return data


def _copied(one: RubricCriterion, variant: models.RubricVariant) -> RubricCriterion:
    values = {name: getattr(one, name) for name in COPIED}
    return RubricCriterion(id=new_id(), round_id=one.round_id, variant_id=variant.id, **values)
