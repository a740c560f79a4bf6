"""Edits of a stage's rubrics, one criterion or one variant at a time. `variant` empty: the rubric all others share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contest.kernel.access import Actor
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.seasons import queries
from contest.seasons.domain import PartKind, StagePart
from contest.seasons.services.parts import save_part

Rows = list[dict[str, Any]]


def save_criterion(
    *,
    actor: Actor,
    season_id: UUID,
    version: int,
    stage: str,
    values: Mapping[str, Any],
    code: str | None = None,
    variant: str = "",
) -> None:
    """Add a criterion to a stage's rubric, or change the one with `code`, which it keeps."""
    part = queries.rulebook(season_id).stage(stage)
    rows = _criteria(part, variant)
    if code is None:
        rows.append(dict(values))
    else:
        at = _index(rows, code)
        rows[at] = {**rows[at], **values, "code": code}
    try:
        _save(actor, season_id, version, part, rows, variant)
    except Invalid as error:
        # A row's own errors stand at its fields, whichever row of the rubric it is.
        raise Invalid(*(FieldError(_tail(one.field), one.code, one.params) for one in error.errors)) from None


def remove_criterion(
    *, actor: Actor, season_id: UUID, version: int, stage: str, code: str, variant: str = ""
) -> None:
    """Take a criterion out of a stage's rubric."""
    part = queries.rulebook(season_id).stage(stage)
    rows = _criteria(part, variant)
    rows.pop(_index(rows, code))
    _save(actor, season_id, version, part, rows, variant)


def move_criterion(
    *, actor: Actor, season_id: UUID, version: int, stage: str, code: str, by: int, variant: str = ""
) -> None:
    """Move a criterion up (`by` −1) or down (1)."""
    part = queries.rulebook(season_id).stage(stage)
    rows = _criteria(part, variant)
    at = _index(rows, code)
    rows.insert(max(0, at + by), rows.pop(at))
    _save(actor, season_id, version, part, rows, variant)


def save_variant(
    *,
    actor: Actor,
    season_id: UUID,
    version: int,
    stage: str,
    values: Mapping[str, Any],
    code: str | None = None,
) -> None:
    """Add a rubric for certain tracks and groups as a copy of the stage's, or change for whom one is."""
    part = queries.rulebook(season_id).stage(stage)
    rows = _variants(part)
    if code is None:
        if values.get("code") in {row["code"] for row in rows}:
            raise Invalid(FieldError("code", "season_code_taken"))
        rows.append({**values, "criteria": _criteria(part, "")})
    else:
        at = _index(rows, code)
        rows[at] = {**rows[at], **values, "code": code}
    try:
        _save_values(actor, season_id, version, part, {"variants": rows})
    except Invalid as error:
        raise Invalid(*(FieldError(_tail(one.field), one.code, one.params) for one in error.errors)) from None


def remove_variant(*, actor: Actor, season_id: UUID, version: int, stage: str, code: str) -> None:
    """Take a rubric out; its entries are judged by the next one that fits them."""
    part = queries.rulebook(season_id).stage(stage)
    rows = _variants(part)
    rows.pop(_index(rows, code))
    _save_values(actor, season_id, version, part, {"variants": rows})


def move_variant(*, actor: Actor, season_id: UUID, version: int, stage: str, code: str, by: int) -> None:
    """Have a rubric looked at earlier (`by` −1) or later (1): the first that fits an entry holds."""
    part = queries.rulebook(season_id).stage(stage)
    rows = _variants(part)
    at = _index(rows, code)
    rows.insert(max(0, at + by), rows.pop(at))
    _save_values(actor, season_id, version, part, {"variants": rows})


def _variants(part: StagePart) -> Rows:
    return [one.model_dump(mode="json") for one in part.variants]


def _criteria(part: StagePart, variant: str) -> Rows:
    if not variant:
        return [one.model_dump(mode="json") for one in part.rubric]
    variants = _variants(part)
    found: Rows = variants[_index(variants, variant)]["criteria"]
    return found


def _index(rows: Rows, code: str) -> int:
    for index, row in enumerate(rows):
        if row["code"] == code:
            return index
    raise NotFound(kind="criterion", key=code)


def _tail(path: str) -> str:
    """Return an error's path within its row: rubric.2.weight and variants.0.criteria.2.weight are both weight."""
    steps = path.split(".")
    for name in ("criteria", "rubric", "variants"):
        if name in steps[:-2]:
            return ".".join(steps[steps.index(name) + 2 :])
    return path


def _save(actor: Actor, season_id: UUID, version: int, part: StagePart, rows: Rows, variant: str) -> None:
    if not variant:
        _save_values(actor, season_id, version, part, {"rubric": rows})
        return
    variants = _variants(part)
    variants[_index(variants, variant)]["criteria"] = rows
    _save_values(actor, season_id, version, part, {"variants": variants})


def _save_values(
    actor: Actor, season_id: UUID, version: int, part: StagePart, values: Mapping[str, Any]
) -> None:
    # Read before the lock, written under it: an edit in between has raised the version and is refused.
    save_part(
        actor=actor, season_id=season_id, version=version, kind=PartKind.STAGE, values=values, code=part.code
    )
