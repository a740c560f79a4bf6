"""Edits of a stage's rubric, one criterion at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contest.kernel.access import Actor
from contest.kernel.errors import NotFound
from contest.seasons import queries
from contest.seasons.domain import PartKind
from contest.seasons.services.parts import save_part


def save_criterion(
    *,
    actor: Actor,
    season_id: UUID,
    version: int,
    stage: str,
    values: Mapping[str, Any],
    code: str | None = None,
) -> None:
    """Add a criterion to a stage's rubric, or change the one with `code`, which it keeps."""
    rows = _rubric(season_id, stage)
    if code is None:
        rows.append(dict(values))
    else:
        at = _index(rows, code)
        rows[at] = {**rows[at], **values, "code": code}
    _save(actor, season_id, version, stage, rows)


def remove_criterion(*, actor: Actor, season_id: UUID, version: int, stage: str, code: str) -> None:
    """Take a criterion out of a stage's rubric."""
    rows = _rubric(season_id, stage)
    rows.pop(_index(rows, code))
    _save(actor, season_id, version, stage, rows)


def move_criterion(*, actor: Actor, season_id: UUID, version: int, stage: str, code: str, by: int) -> None:
    """Move a criterion up (`by` −1) or down (1)."""
    rows = _rubric(season_id, stage)
    at = _index(rows, code)
    rows.insert(max(0, at + by), rows.pop(at))
    _save(actor, season_id, version, stage, rows)


def _rubric(season_id: UUID, stage: str) -> list[dict[str, Any]]:
    return [
        criterion.model_dump(mode="json") for criterion in queries.rulebook(season_id).stage(stage).rubric
    ]


def _index(rows: list[dict[str, Any]], code: str) -> int:
    for index, row in enumerate(rows):
        if row["code"] == code:
            return index
    raise NotFound(kind="criterion", key=code)


def _save(actor: Actor, season_id: UUID, version: int, stage: str, rows: list[dict[str, Any]]) -> None:
    # Read before the lock, written under it: an edit in between has raised the version and is refused.
    save_part(
        actor=actor,
        season_id=season_id,
        version=version,
        kind=PartKind.STAGE,
        values={"rubric": rows},
        code=stage,
    )
