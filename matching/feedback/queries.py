"""Reads of answers. Introductions stand above the ranking, so they give their answers as a relation (`sources`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import DateTime, String, TextClause, Uuid, select, text

from contest.kernel.clock import SHANGHAI
from contest.kernel.db import db
from contest.landings.queries import last_reported, with_counterparts
from contest.pool.queries import is_open
from contest.projects.models import Project
from matching.feedback.domain import Answer, Said

NOTHING = "SELECT NULL::uuid AS project_id, NULL::uuid AS profile_id, NULL::timestamptz AS at, '' AS said WHERE false"


class Sources:
    """Relations of answers, as SQL with the columns project_id, profile_id, at and said (a code of Said)."""

    def __init__(self) -> None:
        self._relation = NOTHING

    def install(self, relations: Iterable[str]) -> None:
        """Replace the relations; called once, by the manifest."""
        self._relation = " UNION ALL ".join(relations) or NOTHING

    def select(self, columns: str) -> TextClause:
        """Return a statement over all relations."""
        return text(f"SELECT {columns} FROM ({self._relation}) AS found")  # noqa: S608 - constants


sources = Sources()


def answers() -> list[Answer]:
    """Return every answer about a project that is open for matching and what came of it, in two statements."""
    said = sources.select("found.project_id, found.profile_id, found.at, found.said").columns(
        project_id=Uuid, profile_id=Uuid, at=DateTime(timezone=True), said=String
    )
    given = said.subquery("given")
    statement = select(given).join(Project, Project.id == given.c.project_id).where(is_open())
    found = [
        Answer(row.project_id, row.profile_id, row.at.astimezone(SHANGHAI).date(), Said(row.said))
        for row in db.session.execute(statement)
    ]
    # A project that left the pool left it with everything that came of it.
    known = {answer.project_id for answer in found}
    came = with_counterparts({answer.profile_id for answer in found})
    return found + [
        Answer(one.project_id, one.counterpart_id, one.happened_on, Said(one.milestone.value))
        for one in came
        if one.project_id in known
    ]


def last_answer() -> datetime | None:
    """Return when an answer or an outcome last came in."""
    answered = db.session.execute(sources.select("max(found.at)")).scalar_one()
    return max((at for at in (answered, last_reported()) if at is not None), default=None)
