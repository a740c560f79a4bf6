"""Who read which file, and what is left out of what judges of blind rounds read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.db import db
from contest.projects.models import ProjectFile
from contest.projects.queries import names_of
from judging.panels.models import Assignment
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.scoring.models import FileView, Redaction

PIECES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """How often judges of one published round opened one file, and when last. Who they are is not told."""

    round_id: UUID
    filename: str
    views: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class RedactionView:
    """A word the office has left out of an entry."""

    id: UUID
    text: str


def was_opened_lately(assignment_id: UUID, file_id: UUID) -> bool:
    """Say whether a judge's view of a file was noted within the last hour."""
    query = select(FileView.id).where(
        FileView.file_id == file_id,
        FileView.assignment_id == assignment_id,
        ~FileView.as_text,
        FileView.viewed_at > func.clock_timestamp() - PIECES_WITHIN,
    )
    return db.session.execute(query.limit(1)).first() is not None


def hidden_names(subjects: Mapping[UUID, UUID]) -> dict[UUID, frozenset[str]]:
    """Return entry -> the names left out of it, given entry -> project: known ones, and the office's own marks."""
    known = names_of(set(subjects.values()))
    marked: defaultdict[UUID, set[str]] = defaultdict(set)
    query = select(Redaction.entry_id, Redaction.text).where(Redaction.entry_id.in_(subjects))
    for row in db.session.execute(query):
        marked[row.entry_id].add(row.text)
    return {
        entry_id: known.get(project_id, frozenset()) | marked[entry_id]
        for entry_id, project_id in subjects.items()
    }


def redactions_of(entry_id: UUID) -> list[RedactionView]:
    """Return what the office has left out of an entry, in the order it was marked."""
    query = select(Redaction.id, Redaction.text).where(Redaction.entry_id == entry_id).order_by(Redaction.id)
    return [RedactionView(row.id, row.text) for row in db.session.execute(query)]


def readings_of_project(project_id: UUID) -> list[ReadingLine]:
    """Return how often the project's files were opened in each round whose results are out.

    Before that even a count would tell a team how many judges it has.
    """
    query = (
        select(Round.id, ProjectFile.filename, func.count(), func.max(FileView.viewed_at))
        .join(Assignment, Assignment.id == FileView.assignment_id)
        .join(Round, Round.id == Assignment.round_id)
        .join(ProjectFile, ProjectFile.id == FileView.file_id)
        .where(ProjectFile.project_id == project_id, Round.state == RoundState.PUBLISHED)
        .group_by(Round.id, ProjectFile.id)
        .order_by(Round.id, ProjectFile.id)
    )
    return [ReadingLine(*row) for row in db.session.execute(query)]
