"""A project's values as the form knows them: columns and answers under one roof, all JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.domain.form import FORM, FieldKind, FieldSpec
from contest.projects.domain.values import empty
from contest.projects.models import Answer, Project


def values_of(project: Project, answers: Mapping[str, LocalizedText]) -> dict[str, Any]:
    """Return every field's stored value by its code."""
    return {spec.code: _value(spec, project, answers) for spec in FORM}


def _value(spec: FieldSpec, project: Project, answers: Mapping[str, LocalizedText]) -> Any:
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


def answers_of(project_ids: list[UUID]) -> dict[UUID, dict[str, LocalizedText]]:
    """Return the answer rows of each project, in one statement."""
    found: dict[UUID, dict[str, LocalizedText]] = {project_id: {} for project_id in project_ids}
    rows = db.session.execute(
        select(Answer.project_id, Answer.field, Answer.value).where(Answer.project_id.in_(project_ids))
    )
    for row in rows:
        found[row.project_id][row.field] = row.value
    return found


def to_column(spec: FieldSpec, value: Any) -> Any:
    """Return a stored value the way its column or answer row holds it."""
    if spec.bilingual:
        return LocalizedText.of(value)
    if spec.kind is FieldKind.DATE:
        return date.fromisoformat(value) if value else None
    # The landing district is the one choice whose column is text that is never NULL.
    return value or "" if spec.code == "district" else value
