"""Jobs of projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import current_app
from flask_babel import force_locale

from contest.accounts.queries import find_account
from contest.entry_forms.queries import current_form
from contest.kernel.access import ANONYMOUS
from contest.projects import queries
from contest.projects.export import answer_titles, titles, with_answers
from contest.projects.models import AnswerExport
from contest.projects.queries import ProjectFilter
from contest.projects.services import exporting, reminding
from contest.seasons.queries import rulebook
from contest.web.sheets import Cell, workbook

AT_ONCE = 200


def export_answers(export_id: str) -> None:
    """Make a list with every answer, for whoever asked: with the rights and the language they have."""
    exporting.make_answers(
        export_id=UUID(export_id), storage=current_app.extensions["storage"], build=_answers
    )


def _answers(row: AnswerExport) -> tuple[bytes, int]:
    account = find_account(row.asked_by)
    actor = account.actor if account is not None else ANONYMOUS
    wanted = ProjectFilter(season_id=row.season_id, **row.wanted)
    lines = queries.all_projects(actor, wanted)
    book, form = rulebook(row.season_id), current_form(row.season_id)

    def told() -> Iterator[list[Cell]]:
        for done in range(0, len(lines), AT_ONCE):
            exporting.tell(export_id=row.id, done=done, total=len(lines))
            some = lines[done : done + AT_ONCE]
            yield from with_answers(some, queries.contents_of([line.id for line in some]), form, book)

    with force_locale(row.locale):
        return workbook([*titles(), *answer_titles(form)], told()), len(lines)


def remind_unfinished() -> None:
    """Find the drafts whose team is to be reminded of the deadline now."""
    reminding.remind_unfinished()


def remind(project_ids: Sequence[str]) -> None:
    """Remind the teams of these projects."""
    reminding.remind(project_ids=[UUID(key) for key in project_ids])
