"""Fields of the draft: add, change with a live preview, move, remove."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.entry_forms import queries
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import FieldKind, FieldSpec, Form, Section, editing
from contest.entry_forms.domain.values import empty
from contest.entry_forms.forms import FieldEditor, answers_to, section_form
from contest.entry_forms.presentation import conditions_of
from contest.entry_forms.views.blueprint import Page, back_to, book_of, edit, office, page, spec_of
from contest.entry_forms.views.editor import editor_for, read_spec
from contest.kernel.errors import DomainError, NotFound
from contest.kernel.localized import LocalizedText
from contest.permissions import Permission
from contest.seasons.domain import Rulebook
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import requires


@office.route("/sections/<section>/add", methods=["GET", "POST"])
@requires(Permission.EDIT_FORM)
def add_field(slug: str, section: str) -> Page:
    """Add a field of the kind in the address at the end of a section."""
    book = book_of(slug)
    form = queries.get_draft(book.season_id).form
    kind = request.args.get("kind", "")
    if form.section(section) is None or kind not in set(FieldKind):
        raise NotFound(kind="section")
    editor = editor_for(form, FieldKind(kind), None, book)
    if request.method == "POST" and "rows" not in request.form:
        spec = _save(book, editor, lambda f, spec: editing.add_field(f, section, spec), f"add to {section}")
        if spec is not None:
            return back_to(slug, f"row-{spec.code}", section=section)
    return _page(book, editor, section, _("Add a field"))


@office.route("/fields/<code>", methods=["GET", "POST"])
@requires(Permission.EDIT_FORM)
def edit_field(slug: str, code: str) -> Page:
    """Change a field; its code and kind stay."""
    book = book_of(slug)
    form = queries.get_draft(book.season_id).form
    spec = spec_of(form, code)
    section = form.section_of(code).code
    editor = editor_for(form, spec.kind, spec, book)
    if request.method == "POST" and "rows" not in request.form:
        saved = _save(book, editor, lambda f, new: editing.change_field(f, code, new), f"change {code}")
        if saved is not None:
            return back_to(slug, f"row-{code}", section=section)
    return _page(book, editor, section, _("Change the field"))


def _save(book: Rulebook, editor: FieldEditor, change: Any, what: str) -> FieldSpec | None:
    """Apply the edit and return the field, None when it was refused: the editor then says why."""
    try:
        spec = read_spec(editor)
        edit(book, lambda form: change(form, spec), f"{what}: {spec.code}")
    except DomainError as error:
        show_errors(editor, error)
        return None
    return spec


def _page(book: Rulebook, editor: FieldEditor, section: str, title: str) -> Page:
    draft = queries.get_draft(book.season_id)
    editor.revision.data = str(draft.revision)
    refused = bool(editor.errors)
    shown = page(
        "field",
        book,
        editor=editor,
        title=title,
        section=section,
        back=url_for("entry_form_office.show", slug=book.slug, section=section),
        **_preview(book, draft.form, editor.spec),
    )
    return (shown, 422) if refused else shown


@office.post("/preview/<kind>")
@requires(Permission.EDIT_FORM)
def preview(slug: str, kind: str) -> str:
    """Show the field as it stands in the editor the way teams would see it; nothing is saved."""
    if kind not in set(FieldKind):
        raise NotFound(kind="kind")
    book = book_of(slug)
    form = queries.get_draft(book.season_id).form
    known = form.by_code.get(request.args.get("field", ""))
    editor = editor_for(form, FieldKind(kind), known, book)
    try:
        shown = _preview(book, form, read_spec(editor, code="preview" if known is None else known.code))
    except DomainError as error:
        errors = getattr(error, "errors", ())
        reasons = [describe(item.code, item.params) for item in errors] or [
            describe(error.code, error.params)
        ]
        return render_template("contest/entry_forms/_preview.html", spec=None, reasons=reasons)
    return render_template("contest/entry_forms/_preview.html", **shown)


def _preview(book: Rulebook, form: Form, spec: FieldSpec | None) -> dict[str, Any]:
    """Return what the preview of one field shows; its condition in words, looked up in the form it will stand in."""
    if spec is None:
        return {"spec": None, "reasons": []}
    section = Section(code="preview", label=LocalizedText("预览", "Preview"), fields=(spec,))
    texts = {}
    if spec.condition is not None and spec.condition.field in form.by_code:
        others = Form.model_construct(sections=(*form.sections, section))
        texts = {spec.code: conditions_of(others, book).get(spec.code, "")}
    blank = {} if spec.is_file else {spec.code: empty(spec)}
    return {
        "spec": spec,
        "reasons": [],
        "part": section,
        "controls": section_form(section, blank, book),
        "asked": {spec.code},
        "conditions": {spec.code: "", **texts},
    }


@office.get("/answers")
@requires(Permission.EDIT_FORM)
def answers(slug: str) -> str:
    """Show the answers that a condition on a field may name."""
    book = book_of(slug)
    form = queries.get_draft(book.season_id).form
    offered = answers_to(form, request.args.get("condition_field", ""), book)
    return render_template("contest/entry_forms/_answers.html", offered=offered, ticked=[], errors=[])


@office.post("/fields/<code>/move")
@requires(Permission.EDIT_FORM)
def move_field(slug: str, code: str) -> Response:
    """Move a field up or down, or to the end of another section."""
    book = book_of(slug)
    target = request.form.get("section", "")
    by = -1 if request.form.get("by") == "-1" else 1

    def change(form: Form) -> Form:
        return editing.place_field(form, code, target) if target else editing.move_field(form, code, by)

    edit(book, change, f"move {code}")
    section = queries.get_draft(book.season_id).form.section_of(code).code
    return back_to(slug, f"row-{code}", section=section)


@office.post("/fields/<code>/remove")
@requires(Permission.EDIT_FORM)
def remove_field(slug: str, code: str) -> Response:
    """Ask a field no longer."""
    book = book_of(slug)
    section = queries.get_draft(book.season_id).form.section_of(code).code
    edit(book, lambda form: editing.remove_field(form, code), f"remove {code}")
    flash(_("The field is out of the draft. Answers given so far are kept."), "success")
    return back_to(slug, f"section-{section}", section=section)


@office.post("/sections/<section>/take-back/<code>")
@requires(Permission.EDIT_FORM)
def take_back(slug: str, section: str, code: str) -> Response:
    """Put a field of the default form into a section again."""
    spec = spec_of(DEFAULT, code)
    plain = spec.model_copy(update={"condition": None})
    edit(book_of(slug), lambda form: editing.add_field(form, section, plain), f"take back {code}")
    return back_to(slug, f"row-{code}", section=section)
