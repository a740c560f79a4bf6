"""What every edit of a season begins with, and how it is written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.kernel.errors import NotFound, StaleVersion
from contest.kernel.locking import find_locked
from contest.permissions import Permission
from contest.seasons.domain import SeasonArchived, SeasonState
from contest.seasons.models import Season


def locked(season_id: UUID, version: int) -> Season:
    """Return the season under a row lock; raise NotFound or StaleVersion (with the present `version`)."""
    season = find_locked(select(Season).where(Season.id == season_id))
    if season is None:
        raise NotFound(kind="season", key=str(season_id))
    if season.version != version:
        raise StaleVersion(version=season.version)
    return season


def editable(actor: Actor, season_id: UUID, version: int) -> Season:
    """Return the locked season for an edit that the actor may make; its version is counted up."""
    season = locked(season_id, version)
    authorise(actor, Permission.EDIT_SEASON, season)
    if season.state is SeasonState.ARCHIVED:
        raise SeasonArchived()
    season.version += 1
    db.session.flush()
    return season


def changed(before: BaseModel | None, after: BaseModel) -> dict[str, Any]:
    """Return field -> [before, after] for codes, numbers and dates; of texts only that they changed."""
    new = after.model_dump(mode="json")
    old = before.model_dump(mode="json") if before else {}
    return {name: _step(old.get(name), value) for name, value in new.items() if old.get(name) != value}


def _step(before: Any, after: Any) -> Any:
    return "text" if _is_text(before) or _is_text(after) else [_bare(before), _bare(after)]


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"}


def _bare(value: Any) -> Any:
    """Return nested data without its texts."""
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if not _is_text(item)}
    return [_bare(item) for item in value] if isinstance(value, list) else value
