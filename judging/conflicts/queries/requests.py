"""What teams ask for, as they and the office read it; and the ties that accepted requests make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from contest.accounts.models import User
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import Page, paginate
from contest.kernel.ties import TieSource, veils
from contest.organisations.models import Membership, Organisation
from contest.projects.models import Project
from judging.conflicts.domain import About, RequestState
from judging.conflicts.models import RecusalRequest
from judging.judges.models import Judge

# The judges that accepted requests name, and the people of organisations that they name.
REQUESTED = TieSource(
    """
    SELECT j.user_id AS person, r.project_id AS subject, r.id::text AS source, NULL::date AS since
    FROM recusal_requests r JOIN judges j ON j.id = r.judge_id
    WHERE r.state = 'accepted' AND j.user_id = ANY(:people)
    UNION
    SELECT m.user_id, r.project_id, r.id::text, NULL
    FROM recusal_requests r JOIN memberships m ON m.organisation_id = r.organisation_id
    WHERE r.state = 'accepted' AND m.user_id = ANY(:people)
    """,
    "requested",
)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request. `meant` is whom the office found it to be about, once accepted."""

    id: UUID
    project_id: UUID
    number: str
    title: LocalizedText
    about: About
    name: str
    reason: str
    state: RequestState
    meant: LocalizedText
    answer: str
    decided_by: str
    decided_at: datetime | None
    created_at: datetime


def _rows() -> Any:
    decider = select(User.name).where(User.id == RecusalRequest.decided_by).scalar_subquery()
    judge = (
        select(User.name)
        .join(Judge, Judge.user_id == User.id)
        .where(Judge.id == RecusalRequest.judge_id)
        .scalar_subquery()
    )
    return (
        select(
            RecusalRequest,
            Project.number,
            Project.name,
            Organisation.name.label("organisation"),
            func.coalesce(judge, "").label("judge"),
            func.coalesce(decider, "").label("decider"),
        )
        .join(Project, Project.id == RecusalRequest.project_id)
        .outerjoin(Organisation, Organisation.id == RecusalRequest.organisation_id)
    )


def _row(row: Any) -> RequestRow:
    one: RecusalRequest = row[0]
    return RequestRow(
        id=one.id,
        project_id=one.project_id,
        number=row.number or "",
        title=row.name,
        about=one.about,
        name=one.name,
        reason=one.reason,
        state=one.state,
        meant=row.organisation or LocalizedText(row.judge, row.judge),
        answer=one.answer,
        decided_by=row.decider,
        decided_at=one.decided_at,
        created_at=one.created_at,
    )


def requests_of_project(project_id: UUID) -> list[RequestRow]:
    """Return what a team asked for, the oldest first. The caller decides who may ask."""
    query = _rows().where(RecusalRequest.project_id == project_id)
    return [
        _row(row) for row in db.session.execute(query.order_by(RecusalRequest.created_at, RecusalRequest.id))
    ]


def requests(actor: Actor, state: RequestState | None = None, *, page: int = 1) -> Page[RequestRow]:
    """Return one page of all requests, what waits first; none about projects the actor is tied to."""
    query = _rows().where(RecusalRequest.project_id.not_in(veils.subjects(actor)))
    if state is not None:
        query = query.where(RecusalRequest.state == state)
    waiting = (RecusalRequest.state == RequestState.WAITING).desc()
    return paginate(
        query.order_by(waiting, RecusalRequest.created_at.desc(), RecusalRequest.id), _row, number=page
    )


def get_request(request_id: UUID) -> RequestRow:
    """Return one request; raise NotFound. The caller decides who may ask."""
    row = db.session.execute(_rows().where(RecusalRequest.id == request_id)).one_or_none()
    if row is None:
        raise NotFound(kind="recusal_request")
    return _row(row)


def people_called(name: str, limit: int = 20) -> list[tuple[UUID, LocalizedText]]:
    """Return judges whose name holds what a team wrote, or is held by it, with their organisation."""
    words = name.strip()
    employer = (
        select(func.jsonb_agg(Organisation.name))
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == User.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Judge.id, User.name, User.name_en, employer.label("employers"))
        .join(User, User.id == Judge.user_id)
        .where(_like(User.name, words) | _like(User.name_en, words))
        .order_by(User.name, Judge.id)
        .limit(limit)
    )
    return [(row.id, _with_employers(row)) for row in rows]


def organisations_called(name: str, limit: int = 20) -> list[tuple[UUID, LocalizedText]]:
    """Return organisations whose name holds what a team wrote, or is held by it."""
    names = (Organisation.name["zh"].astext, Organisation.name["en"].astext)
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(or_(*(_like(column, name.strip()) for column in names)))
        .order_by(Organisation.name, Organisation.id)
        .limit(limit)
    )
    return [(row.id, row.name) for row in rows]


def _like(column: Any, words: str) -> Any:
    held = (func.length(column) > 1) & (func.strpos(func.lower(words), func.lower(column)) > 0)
    return column.icontains(words, autoescape=True) | held


def _with_employers(row: Any) -> LocalizedText:
    employers = [LocalizedText.of(name) for name in row.employers or ()]
    zh, en = "、".join(one.zh for one in employers), ", ".join(one.en or one.zh for one in employers)
    return LocalizedText(
        f"{row.name}（{zh}）" if zh else row.name,
        f"{row.name_en or row.name} ({en})" if en else row.name_en,
    )
