"""Ask, answer, close."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, policy
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.notices.services import notify
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects.models import Project
from contest.projects.queries import get_access
from contest.questions import queries
from contest.questions.domain import (
    MAX_BODY,
    MAX_SUBJECT,
    MOST_OPEN,
    QuestionClosed,
    QuestionState,
    TooManyQuestions,
    checked,
)
from contest.questions.models import Question, QuestionMessage


def ask(*, actor: Actor, project_id: UUID, subject: str, body: str) -> Question:
    """Ask the office about one's project; raise Invalid for an empty or long text, TooManyQuestions."""
    project_queries.locked(project_id)  # counted one asking at a time
    authorise(actor, Permission.ASK, get_access(project_id))
    if queries.count_open(project_id) >= MOST_OPEN:
        raise TooManyQuestions(limit=MOST_OPEN)
    question = Question(
        id=new_id(),
        project_id=project_id,
        subject=checked("subject", " ".join(subject.split()), MAX_SUBJECT),
        state=QuestionState.OPEN,
        asked_by=actor.user_id,
    )
    text = checked("body", body, MAX_BODY)
    db.session.add(question)
    db.session.flush()
    _say(question, actor, text, from_office=False)
    audit.record(actor, "question.asked", question, project=project_id)
    return question


def write(*, actor: Actor, question_id: UUID, body: str) -> None:
    """Go on: the office answers and the team hears of it; the team writes again and the question is open again.

    Raises QuestionClosed, Invalid.
    """
    question = queries.locked(question_id)
    access = get_access(question.project_id)
    from_office = (
        policy.allows(actor, Permission.ANSWER_QUESTION, access) and actor.user_id not in access.member_ids
    )
    authorise(actor, Permission.WRITE_QUESTION, access)
    if question.state is QuestionState.CLOSED:
        raise QuestionClosed()
    message = _say(question, actor, checked("body", body, MAX_BODY), from_office=from_office)
    question.state = QuestionState.ANSWERED if from_office else QuestionState.OPEN
    question.changed_at = clock.now()
    db.session.flush()
    audit.record(actor, "question.answered" if from_office else "question.continued", question)
    if from_office:
        _tell(question, message, access.member_ids)


def close(*, actor: Actor, question_id: UUID) -> None:
    """End a question; either side may."""
    question = queries.locked(question_id)
    access = get_access(question.project_id)
    authorise(actor, Permission.WRITE_QUESTION, access)
    if question.state is not QuestionState.CLOSED:
        question.state, question.changed_at = QuestionState.CLOSED, clock.now()
        audit.record(actor, "question.closed", question)


def _say(question: Question, actor: Actor, body: str, *, from_office: bool) -> QuestionMessage:
    message = QuestionMessage(
        id=new_id(), question_id=question.id, author_id=actor.user_id, from_office=from_office, body=body
    )
    db.session.add(message)
    db.session.flush()
    return message


def _tell(question: Question, message: QuestionMessage, member_ids: Iterable[UUID]) -> None:
    name = db.session.execute(select(Project.name).where(Project.id == question.project_id)).scalar_one()
    notify(
        recipients=member_ids,
        code="question.answered",
        params={"subject": question.subject, "project": name.as_dict()},
        link=f"/questions/{question.id}",
        once_key=f"question:{question.id}:{message.id}",
    )
