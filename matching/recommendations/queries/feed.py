"""All winners that are open for matching, filtered and searched by whoever looks for some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from contest.embeddings.search import NOTHING_ASKED, Question, search
from contest.kernel.db import db
from contest.kernel.paging import Page, paginate, sliced
from contest.pool.domain import Way
from contest.pool.queries import way_in
from contest.projects.models import Project
from matching.profiles.models import MatchProfile
from matching.profiles.queries import takes_part
from matching.recommendations.models import Recommendation
from matching.recommendations.queries.lists import ProjectSide, project_side
from matching.recommendations.queries.winners import matchable_projects
from matching.retrieval.domain import WINNER


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """What the feed is narrowed by; empty means any. Money in cents."""

    question: Question = NOTHING_ASKED
    track: str = ""
    stage: str = ""
    financing: str = ""
    district: str = ""
    need: str = ""
    way: str = ""  # how it came into the pool
    most_cents: int | None = None  # what the project seeks at most


@dataclass(frozen=True, slots=True)
class FoundWinner:
    """A winner in the feed of a profile; `percent`: its fit where it is recommended to that profile."""

    project: ProjectSide
    percent: int | None


def feed(profile_id: UUID, wanted: FeedFilter, *, page: int = 1, size: int = 20) -> Page[FoundWinner]:
    """Return one page of the winners who consented to matching: the best answers to a question first.

    Without a question those recommended to the profile come first, then the rest by number, residents last.
    """
    query = _winners(profile_id).where(*_narrowed(wanted))
    if not wanted.question.text:
        order = (Recommendation.score.desc().nulls_last(), Project.number.nulls_last(), Project.id)
        return paginate(query.order_by(*order), _view, number=page, size=size)
    subjects = select(Project.id).where(matchable_projects(), _reads(profile_id), *_narrowed(wanted))
    fields = [column[lang].astext for column in (Project.name, Project.intro) for lang in ("zh", "en")]
    written = or_(*(field.icontains(wanted.question.text, autoescape=True) for field in fields))
    found = search(
        (WINNER,), wanted.question, subjects=subjects, written=subjects.where(written).order_by(Project.id)
    )
    ids = sliced(found, number=page, size=size)
    rows = db.session.execute(query.where(Project.id.in_(ids.items)))
    views = {row[0].id: _view(row) for row in rows}
    return Page([views[key] for key in ids.items], ids.number, ids.size, ids.total)


def is_open_to_profiles(project_id: UUID) -> bool:
    """Say whether whoever has a profile may find the project, and so ask for an introduction."""
    query = select(Project.id).where(Project.id == project_id, matchable_projects())
    return db.session.execute(query).first() is not None


def _winners(profile_id: UUID) -> Select[Any]:
    mine = and_(Recommendation.project_id == Project.id, Recommendation.profile_id == profile_id)
    query: Any = select(Project, Recommendation.score, way_in().label("way")).outerjoin(Recommendation, mine)
    narrowed: Select[Any] = query.where(matchable_projects(), _reads(profile_id))
    return narrowed


def _reads(profile_id: UUID) -> ColumnElement[bool]:
    """Return the condition that the profile takes part: whoever is suspended finds no winners."""
    return select(MatchProfile.id).where(MatchProfile.id == profile_id, takes_part()).exists()


def _narrowed(wanted: FeedFilter) -> list[ColumnElement[bool]]:
    exact = (
        (Project.track_code, wanted.track),
        (Project.growth_stage, wanted.stage),
        (Project.financing, wanted.financing),
        (Project.district, wanted.district),
    )
    conditions: list[ColumnElement[bool]] = [column == code for column, code in exact if code]
    if wanted.need:
        conditions.append(Project.needs.contains([wanted.need]))
    if wanted.way in set(Way):
        conditions.append(way_in()["way"].astext == wanted.way)
    if wanted.most_cents is not None:
        conditions.append(Project.amount_sought_cents <= wanted.most_cents)
    return conditions


def _view(row: Any) -> FoundWinner:
    return FoundWinner(project_side(row[0], row.way), None if row[1] is None else round(row[1] * 100))
