"""What in entries looks like sample data (duplicates.domain.integrity)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from contest.accounts.models import User
from contest.duplicates.domain.comparing import LANGUAGES
from contest.duplicates.domain.integrity import Sample, SampleFacts, samples_in
from contest.duplicates.models import Fingerprint
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import Page, paginate
from contest.projects.domain import ProjectState
from contest.projects.models import Answer, Project
from contest.projects.queries import is_visible
from contest.seasons.models import Season
from contest.teams.models import TeamMember

# Names stop a publication by a check of their own, and addresses are not published; these are for people to weigh.
BESIDE_NAMES = frozenset({Sample.COMPANY_NAME, Sample.CREDIT_CODE, Sample.PHONE, Sample.TEXT})


@dataclass(frozen=True, slots=True)
class SampleLine:
    """An entry with data that looks like a sample."""

    id: UUID
    number: str
    name: LocalizedText
    season_name: LocalizedText
    samples: tuple[Sample, ...]


def samples_of(project_ids: Collection[UUID]) -> dict[UUID, tuple[Sample, ...]]:
    """Return what looks like a sample, entry by entry, as they stand now; entries without are absent."""
    ids = list(project_ids)
    projects = db.session.execute(
        select(Project, Season.is_demo)
        .join(Season, Season.id == Project.season_id)
        .where(Project.id.in_(ids))
    ).all()
    people, texts = _people(ids), _texts(ids)
    found = {}
    for project, is_demo in projects:
        members = people.get(project.id, ())
        facts = SampleFacts(
            people=tuple(row.name for row in members),
            phones=tuple(row.phone for row in members if row.phone),
            emails=tuple(row.email for row in members),
            project_names=_both(project.name),
            company_names=_both(project.company_name),
            # The companies of a demonstration have codes of zeros on purpose, so that they are nobody's.
            credit_code="" if is_demo else project.credit_code or "",
            texts={"intro": _both(project.intro), **texts.get(project.id, {})},
        )
        if samples := samples_in(facts):
            found[project.id] = samples
    return found


def numbers_with_samples(project_ids: Collection[UUID]) -> list[str]:
    """Return the numbers of the projects in which a company, code, telephone or text looks like a sample."""
    suspect = [key for key, found in samples_of(project_ids).items() if BESIDE_NAMES.intersection(found)]
    query = select(Project.number).where(Project.id.in_(suspect)).order_by(Project.number)
    return [number or "" for number in db.session.execute(query).scalars()]


def list_samples(actor: Actor, season_id: UUID, *, page: int = 1, size: int = 25) -> Page[SampleLine]:
    """Return one page of a season's entries that looked like samples when they were last compared."""
    query = (
        select(Project, Season.name, Fingerprint.samples)
        .join(Fingerprint, Fingerprint.project_id == Project.id)
        .join(Season, Season.id == Project.season_id)
        .where(_with_samples(actor, season_id))
        .order_by(Project.number)
    )
    return paginate(query, _line, number=page, size=size)


def count_samples(actor: Actor, season_id: UUID) -> int:
    """Return how many of a season's entries looked like samples when they were last compared."""
    query = (
        select(func.count())
        .select_from(Project)
        .join(Fingerprint, Fingerprint.project_id == Project.id)
        .where(_with_samples(actor, season_id))
    )
    return db.session.execute(query).scalar_one()


def _with_samples(actor: Actor, season_id: UUID) -> Any:
    return and_(
        is_visible(actor),
        Project.season_id == season_id,
        Project.state == ProjectState.SUBMITTED,
        func.cardinality(Fingerprint.samples) > 0,
    )


def _line(row: Any) -> SampleLine:
    project: Project = row[0]
    return SampleLine(
        project.id, project.number or "", project.name, row[1], tuple(Sample(code) for code in row[2])
    )


def _both(text: LocalizedText) -> tuple[str, ...]:
    return tuple(part for part in (text.zh, text.en) if part)


def _people(project_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    rows = db.session.execute(
        select(Project.id, User.name, User.phone, User.email)
        .join(TeamMember, TeamMember.team_id == Project.team_id)
        .join(User, User.id == TeamMember.user_id)
        .where(Project.id.in_(project_ids))
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row)
    return found


def _texts(project_ids: Sequence[UUID]) -> dict[UUID, dict[str, tuple[str, ...]]]:
    rows = db.session.execute(
        select(Answer.project_id, Answer.field, Answer.value).where(Answer.project_id.in_(project_ids))
    )
    found: dict[UUID, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in rows:
        found[row.project_id][row.field] = tuple(
            text for language in LANGUAGES if (text := getattr(row.value, language))
        )
    return found
