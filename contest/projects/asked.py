"""The list with every answer, as a file that the office asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from flask_babel import force_locale
from flask_babel import gettext as _

from contest.entry_forms.queries import current_form
from contest.exports.domain import Asked, Deeds, ExportKind, Made, Tell
from contest.kernel.access import Actor, require
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain.errors import ListOutdated
from contest.projects.export import answer_titles, titles, with_answers
from contest.projects.queries import ProjectFilter
from contest.projects.queries.access import SEES_ALL
from contest.seasons.queries import get_season, rulebook
from contest.web.sheets import Cell, workbook

AT_ONCE = 200
ANYWHERE = "*"


def _reach(actor: Actor) -> set[str]:
    """Return the districts whose projects the actor knows of."""
    return {ANYWHERE} if actor.has(*SEES_ALL) else set(actor.districts)


def _check(actor: Actor, asked: Asked) -> None:
    require(actor, Permission.LIST_PROJECTS)
    now = _reach(actor)
    if ANYWHERE not in now and not set(asked.kept.get("districts", ())) <= now:
        raise ListOutdated()


def _build(actor: Actor, asked: Asked, file: BinaryIO, tell: Tell) -> Made:
    lines = queries.all_projects(actor, ProjectFilter(season_id=asked.about, **asked.wanted))
    book, form = rulebook(asked.about), current_form(asked.about)

    def rows() -> Iterator[list[Cell]]:
        for done in range(0, len(lines), AT_ONCE):
            tell(done, len(lines))
            some = lines[done : done + AT_ONCE]
            yield from with_answers(some, queries.contents_of([line.id for line in some]), form, book)

    with force_locale(asked.locale):
        file.write(workbook([*titles(), *answer_titles(form)], rows()))
    return Made(len(lines), {"districts": sorted(_reach(actor))})


KIND = ExportKind(
    name="answers",
    place="/office/project-exports",
    ending="xlsx",
    deeds=Deeds(
        "answer_export.requested", "answer_export.made", "answer_export.refused", "answer_export.fetched"
    ),
    ready="projects.export_ready",
    check=_check,
    build=_build,
    told=lambda _asked, rows: {"projects": rows},
    title=lambda asked: "-".join((get_season(asked.about).slug, _("answers"))),
)
