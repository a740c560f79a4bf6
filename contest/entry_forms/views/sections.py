"""Sections of the draft: add, reword, move, remove."""

from __future__ import annotations

from functools import partial

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.entry_forms import queries
from contest.entry_forms.domain import Form, editing
from contest.entry_forms.forms import SectionEditor
from contest.entry_forms.services import Edit
from contest.entry_forms.views.blueprint import Page, back_to, book_of, edit, office, page
from contest.kernel.errors import DomainError, NotFound
from contest.permissions import Permission
from contest.seasons.domain import Rulebook
from contest.web.forms import show_errors
from contest.web.guards import requires


@office.route("/sections/add", methods=["GET", "POST"])
@requires(Permission.EDIT_FORM)
def add_section(slug: str) -> Page:
    """Add a section at the end."""
    book = book_of(slug)
    editor = SectionEditor()
    if request.method == "POST":

        def change(form: Form) -> Form:
            return editing.add_section(form, editing.make_section(editor.values()))

        if _saved(book, editor, change, f"add section {editor.values()['code'][:40]}"):
            return back_to(slug, f"section-{editor.values()['code']}", section=editor.values()["code"])
    return _page(book, editor, _("Add a section"))


@office.route("/sections/<section>", methods=["GET", "POST"])
@requires(Permission.EDIT_FORM)
def edit_section(slug: str, section: str) -> Page:
    """Reword a section."""
    book = book_of(slug)
    known = queries.get_draft(book.season_id).form.section(section)
    if known is None:
        raise NotFound(kind="section")
    start = {
        "label_zh": known.label.zh,
        "label_en": known.label.en,
        "help_zh": known.help.zh,
        "help_en": known.help.en,
    }
    editor = SectionEditor(data=start)
    del editor.code
    if request.method == "POST":
        values = {
            name: {language: editor[f"{name}_{language}"].data or "" for language in ("zh", "en")}
            for name in ("label", "help")
        }

        def change(form: Form) -> Form:
            return editing.change_section(form, section, values)

        if _saved(book, editor, change, f"change section {section}"):
            return back_to(slug, f"section-{section}", section=section)
    return _page(book, editor, _("Change the section"))


def _saved(book: Rulebook, editor: SectionEditor, change: Edit, what: str) -> bool:
    try:
        edit(book, change, what)
    except DomainError as error:
        show_errors(editor, error)
        return False
    return True


def _page(book: Rulebook, editor: SectionEditor, title: str) -> Page:
    draft = queries.get_draft(book.season_id)
    editor.revision.data = str(draft.revision)
    back = url_for("entry_form_office.show", slug=book.slug)
    shown = page("section", book, editor=editor, title=title, back=back)
    return (shown, 422) if editor.errors else shown


@office.post("/sections/<section>/move")
@requires(Permission.EDIT_FORM)
def move_section(slug: str, section: str) -> Response:
    """Move a section up or down."""
    by = -1 if request.form.get("by") == "-1" else 1
    edit(book_of(slug), partial(_moved, code=section, by=by), f"move section {section}")
    return back_to(slug, f"section-{section}", section=section)


def _moved(form: Form, *, code: str, by: int) -> Form:
    return editing.move_section(form, code, by)


@office.post("/sections/<section>/remove")
@requires(Permission.EDIT_FORM)
def remove_section(slug: str, section: str) -> Response:
    """Remove an empty section."""
    edit(book_of(slug), lambda form: editing.remove_section(form, section), f"remove section {section}")
    return back_to(slug)
