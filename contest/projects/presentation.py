"""A project as pages show it: what was handed in under the version of the form it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contest.entry_forms.domain import Form
from contest.entry_forms.presentation import Shown, ShownSection, part_name, sections, show
from contest.entry_forms.queries import form_of
from contest.projects.domain.completeness import changed
from contest.projects.queries import ProjectView, SubmissionView
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n

__all__ = ["changed_since", "handed_in", "outline", "part_name", "retired", "sections"]


def handed_in(
    submission: SubmissionView | None, book: Rulebook, *, blind: bool = False
) -> list[ShownSection]:
    """Return what was handed in, step by step, as its own version of the form asked it.

    `blind` leaves out the fields that tell who the team is.
    """
    if submission is None:
        return []
    content: dict[str, Any] = submission.content
    form = form_of(book.season_id, content.get("form_version"))
    return outline(form, content.get("fields", {}), book, blind=blind)


def outline(
    form: Form, values: Mapping[str, Any], book: Rulebook, *, blind: bool = False
) -> list[ShownSection]:
    """Return what was filled in of a form, step by step; `blind` leaves out the fields that tell who the team is."""
    # What is left out still decides what was asked.
    without = {spec.code for spec in form.specs if spec.names} if blind else set()
    return [
        ShownSection(section.code, section.title, fields=kept)
        for section in sections(form, values, book)
        if (kept := tuple(field for field in section.fields if field.code not in without))
    ]


def changed_since(
    before: SubmissionView, after: SubmissionView, book: Rulebook, *, blind: bool = False
) -> list[str]:
    """Return the names of the fields and files in which a later submission differs, in the order of the form.

    `blind` leaves out what tells who the team is, and files, which are not shown then.
    """
    form = form_of(book.season_id, after.content.get("form_version"))
    hidden = {spec.code for spec in form.specs if spec.names or spec.is_file} if blind else set()
    codes = changed(form, before.content, after.content)
    return [l10n(form.label_of(code)) for code in codes if code not in hidden]


def retired(project: ProjectView, book: Rulebook) -> list[Shown]:
    """Return what the team wrote into fields that are no longer asked."""
    return [show(spec, value, book) for spec, value in project.retired]
