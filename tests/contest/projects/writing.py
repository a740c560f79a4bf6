"""Projects written to in tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.storage import LocalStorage
from contest.projects import services
from contest.projects.domain import (
    FileKind,
)
from contest.projects.models import ProjectFile
from contest.seasons.models import Window

ActorOf = Callable[..., Actor]
PLAN_LIMIT = 10_000


def close(season: Any, zone_code: str | None = None) -> None:
    query = update(Window).where(Window.season_id == season.id)
    if zone_code is not None:
        query = query.where(Window.zone_code == zone_code)
    db.session.execute(query.values(closes_at=datetime.now(UTC) - timedelta(seconds=1)))


def save(actor: Actor, project: Any, version: int, **values: Any) -> int:
    dotted = {key.replace("__", "."): value for key, value in values.items()}
    return services.save_fields(actor=actor, project_id=project.id, values=dotted, version=version)


def patch(client: FlaskClient, project_id: Any, field: str, value: Any, version: int) -> Any:
    """Save one field as the form's script does."""
    return client.patch(
        f"/projects/{project_id}/fields",
        json={"field": field, "value": value, "version": version},
        headers={"Accept": "application/json"},
    )


def attach(
    actor: Actor, project: Any, stream: io.BytesIO, folder: Path, name: str = "计划.pdf"
) -> ProjectFile:
    return services.attach_file(
        actor=actor,
        project_id=project.id,
        kind=FileKind.PLAN,
        filename=name,
        stream=stream,
        storage=LocalStorage(folder),
        max_bytes=PLAN_LIMIT,
    )
