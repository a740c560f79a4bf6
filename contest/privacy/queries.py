"""What is held about a person, read through the register that the manifests declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, func, select, text

from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.kernel.db import Base, db
from contest.kernel.holdings import Holding, Obstacle, register
from contest.projects.models import ProjectFile
from contest.teams.models import TeamMember


@dataclass(frozen=True, slots=True)
class Held:
    """How much of one holding there is about somebody."""

    holding: Holding
    rows: int


@dataclass(frozen=True, slots=True)
class OwnFile:
    """An uploaded file that goes into the copy."""

    filename: str
    sha256: str
    storage_key: str


def table_of(name: str) -> Table:
    """Return a mapped table by its name."""
    return Base.metadata.tables[name]


def held_about(user_id: UUID) -> list[Held]:
    """Return every holding with the number of its rows, empty ones left out. One statement."""
    counts = [
        select(func.count())
        .select_from(table_of(holding.table))
        .where(text(holding.where))
        .scalar_subquery()
        .label(f"n{place}")
        for place, holding in enumerate(register.holdings)
    ]
    if not counts:
        return []
    row = db.session.execute(select(*counts), {"person": user_id}).one()
    return [Held(holding, n) for holding, n in zip(register.holdings, row, strict=True) if n]


def obstacles_of(user_id: UUID) -> list[Obstacle]:
    """Return what somebody must bring to an end before the account can be closed."""
    return [
        obstacle
        for obstacle in register.obstacles
        if db.session.execute(_rows(obstacle.table, obstacle.where).limit(1), {"person": user_id}).first()
    ]


def _rows(table: str, where: str, columns: tuple[str, ...] = ()) -> Select[Any]:
    found = table_of(table)
    wanted = [found.c[name] for name in columns] or list(found.primary_key)
    return select(*wanted).select_from(found).where(text(where))


def contents(user_id: UUID) -> Iterator[tuple[Holding, list[dict[str, Any]]]]:
    """Return the rows of every holding as JSON values, holding by holding; moments with their offset."""
    for holding in register.holdings:
        order = list(table_of(holding.table).primary_key)
        query = _rows(holding.table, holding.where, holding.columns).order_by(*order)
        rows = db.session.execute(query, {"person": user_id}).mappings()
        yield holding, [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, LocalizedText):
        return value.as_dict()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (UUID, date, Decimal)):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def own_files(user_id: UUID) -> list[OwnFile]:
    """Return the files of projects of the person's teams, each content once."""
    teams = select(TeamMember.team_id).where(TeamMember.user_id == user_id)
    projects = table_of("projects")
    rows = db.session.execute(
        select(ProjectFile.filename, ProjectFile.sha256, ProjectFile.storage_key)
        .join(projects, projects.c.id == ProjectFile.project_id)
        .where(projects.c.team_id.in_(teams))
        .order_by(ProjectFile.created_at)
    ).all()
    return list({row.sha256: OwnFile(row.filename, row.sha256, row.storage_key) for row in rows}.values())
