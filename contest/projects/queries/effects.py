"""What a new version of the form would touch."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, select

from contest.entry_forms.domain import CORE, FieldKind
from contest.entry_forms.domain.vocabulary import TICKED
from contest.entry_forms.effects import Effects
from contest.kernel.db import db
from contest.projects.domain import ProjectState
from contest.projects.models import Answer, Project


def effects_of_form(season_id: UUID, codes: Collection[str]) -> Effects:
    """Return the season's projects by state, and how many gave an answer to each of these fields."""
    states = select(Project.state, func.count()).where(Project.season_id == season_id)
    counts = {row[0]: row[1] for row in db.session.execute(states.group_by(Project.state))}
    answers = (
        select(Answer.field, func.count())
        .join(Project, Project.id == Answer.project_id)
        .where(Project.season_id == season_id, Answer.field.in_(codes), _answered())
    )
    filled = {row[0]: row[1] for row in db.session.execute(answers.group_by(Answer.field))}
    columns = [code for code in codes if code in CORE]
    if columns:
        row = db.session.execute(
            select(*(func.count().filter(_given(code)) for code in columns)).where(
                Project.season_id == season_id
            )
        ).one()
        filled |= dict(zip(columns, row, strict=True))
    return Effects(
        drafts=counts.get(ProjectState.DRAFT, 0),
        handed_in=counts.get(ProjectState.SUBMITTED, 0),
        filled=filled,
    )


def _answered() -> ColumnElement[bool]:
    blank = ("", "[]", "null", "false")
    text = func.coalesce(Answer.value["zh"].astext, "") + func.coalesce(Answer.value["en"].astext, "")
    return (text != "") | cast(Answer.data, String).notin_(blank)


def _given(code: str) -> ColumnElement[bool]:
    core = CORE[code]
    column = getattr(Project, core.column)
    if core.bilingual:
        return column["zh"].astext + column["en"].astext != ""
    if core.kind in TICKED:
        return column.is_(True)
    if core.kind in {FieldKind.TAGS, FieldKind.CHOICES}:
        return func.cardinality(column) > 0
    return column.is_not(None) & (cast(column, String) != "")
