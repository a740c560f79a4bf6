"""A project's values as its form knows them: columns and answers under one roof, all JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from contest.entry_forms.domain import FieldKind, FieldSpec, Form
from contest.entry_forms.domain.values import empty
from contest.kernel.columns import LocalizedText, one_of
from contest.kernel.db import db
from contest.projects.models import Answer, Project, Submission

ANSWERS = select(Answer.project_id, Answer.field, Answer.value, Answer.data).where(
    Answer.project_id == one_of("project_ids")
)


def values_of(form: Form, project: Project, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored value of every field of the form (files apart) by its code."""
    return {spec.code: _value(spec, project, answers) for spec in form.stored}


def _value(spec: FieldSpec, project: Project, answers: Mapping[str, Any]) -> Any:
    stored = answers.get(spec.code) if spec.column is None else getattr(project, spec.column)
    if stored is None:
        return empty(spec)
    if isinstance(stored, LocalizedText):
        return stored.as_dict()
    if isinstance(stored, date):
        return stored.isoformat()
    if spec.kind in {FieldKind.CHOICES, FieldKind.TAGS}:
        return list(stored)
    if spec.kind is FieldKind.CHOICE:
        return str(stored) or None
    return stored


def held(answer: Answer) -> Any:
    """Return what an answer row holds: text in two languages, or any other JSON value."""
    return answer.value if answer.data is None else answer.data


def answers_of(project_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the answer rows of each project (field -> LocalizedText or other JSON), in one statement."""
    found: dict[UUID, dict[str, Any]] = {project_id: {} for project_id in project_ids}
    for row in db.session.execute(ANSWERS, {"project_ids": project_ids}):
        found[row.project_id][row.field] = row.value if row.data is None else row.data
    return found


def to_column(spec: FieldSpec, value: Any) -> Any:
    """Return a stored value the way its column holds it."""
    if spec.bilingual:
        return LocalizedText.of(value)
    if spec.kind is FieldKind.DATE:
        return date.fromisoformat(value) if value else None
    # The landing district is the one choice whose column is text that is never NULL.
    return value or "" if spec.code == "district" else value


def contents_of(project_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what each project handed in last, in one statement; projects that never did are left out."""
    rows = db.session.execute(
        select(Submission.project_id, Submission.content)
        .ext(distinct_on(Submission.project_id))
        .where(Submission.project_id.in_(project_ids))
        .order_by(Submission.project_id, Submission.revision.desc())
    )
    return {row.project_id: row.content for row in rows}
