"""Reads of questions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect, Page, paginate
from contest.permissions import Permission, Role
from contest.projects.models import Project
from contest.projects.queries import get_access, is_visible
from contest.questions.domain import QuestionState
from contest.questions.models import Question, QuestionMessage


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in a list."""

    id: UUID
    project_id: UUID
    project_name: LocalizedText
    number: str | None
    subject: str
    state: QuestionState
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class MessageView:
    """What one side said; the office speaks as the office, its people are not named to teams."""

    author: str
    from_office: bool
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with everything said, the oldest first."""

    line: QuestionLine
    messages: tuple[MessageView, ...]


def questions_of(actor: Actor, project_id: UUID) -> list[QuestionLine]:
    """Return a project's questions, the latest first; the caller has seen that the actor may know the project."""
    authorise(actor, Permission.VIEW_QUESTIONS, get_access(project_id))
    query = _lines().where(Question.project_id == project_id).order_by(Question.changed_at.desc())
    return [_line(row) for row in db.session.execute(query)]


def count_open(project_id: UUID) -> int:
    """Return how many questions of a project wait for the office."""
    waiting = (Question.project_id == project_id, Question.state == QuestionState.OPEN)
    return db.session.execute(select(func.count(Question.id)).where(*waiting)).scalar_one()


def list_questions(
    actor: Actor, *, state: QuestionState | None = None, text: str = "", page: int = 1
) -> Page[QuestionLine]:
    """Return the questions about projects the actor may know of; what waits for the office longest comes first."""
    # A base may know of an entry, but not of what its team asks: that right counts for nothing here.
    asking = replace(actor, roles=actor.roles - {Role.BASE})
    query = _lines().where(is_visible(asking))
    if state is not None:
        query = query.where(Question.state == state)
    if text:
        query = query.where(Question.subject.icontains(text, autoescape=True) | (Project.number == text))
    return paginate(query.order_by(Question.changed_at, Question.id), _line, number=page)


def get_question(actor: Actor, question_id: UUID) -> QuestionView:
    """Return one question; raise NotFound for one the actor may not know of."""
    row = db.session.execute(_lines().where(Question.id == question_id, is_visible(actor))).one_or_none()
    if row is None:
        raise NotFound(kind="question")
    line = _line(row)
    authorise(actor, Permission.VIEW_QUESTIONS, get_access(line.project_id))
    said = db.session.execute(
        select(QuestionMessage, User.name)
        .outerjoin(User, User.id == QuestionMessage.author_id)
        .where(QuestionMessage.question_id == question_id)
        .order_by(QuestionMessage.created_at, QuestionMessage.id)
    )
    messages = tuple(
        MessageView(name or "", message.from_office, message.body, message.created_at)
        for message, name in said
    )
    return QuestionView(line, messages)


def locked(question_id: UUID) -> Question:
    """Return the question with its row locked; raise NotFound."""
    return get_locked(select(Question).where(Question.id == question_id), kind="question")


def _lines() -> AnySelect:
    return select(Question, Project.name, Project.number).join(Project, Project.id == Question.project_id)


def _line(row: Any) -> QuestionLine:
    question, name, number = row
    return QuestionLine(
        id=question.id,
        project_id=question.project_id,
        project_name=name,
        number=number,
        subject=question.subject,
        state=question.state,
        changed_at=question.changed_at,
    )
