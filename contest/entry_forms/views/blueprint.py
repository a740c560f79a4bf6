"""The blueprint of the office's form editor, and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from contest.entry_forms import queries, services
from contest.entry_forms.domain import FieldKind, FieldSpec, Form, visible
from contest.entry_forms.domain.values import empty
from contest.entry_forms.forms import section_form
from contest.entry_forms.presentation import conditions_of
from contest.entry_forms.services import Edit
from contest.kernel.access import policy
from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook, SeasonState
from contest.seasons.views.office import office_words
from contest.web.guards import current_actor

office = Blueprint("entry_form_office", __name__, url_prefix="/office/seasons/<slug>/form")
office.context_processor(office_words)
Page = Response | str | tuple[str, int]
# What the office may add; the codes of the platform's own fields come from the default form.
ADDABLE = tuple(FieldKind)


def book_of(slug: str) -> Rulebook:
    """Return the rulebook the page is about."""
    return season_queries.visible_rulebook(current_actor(), slug)


def may_edit(book: Rulebook) -> bool:
    """Say whether the reader may change the form."""
    return book.state is not SeasonState.ARCHIVED and policy.allows(
        current_actor(), Permission.EDIT_FORM, book
    )


def spec_of(form: Form, code: str) -> FieldSpec:
    """Return a field of the form; raise NotFound."""
    spec = form.by_code.get(code)
    if spec is None:
        raise NotFound(kind="field")
    return spec


def sent_revision() -> int:
    """Return the revision of the draft that the page showed."""
    return request.form.get("revision", type=int, default=0)


def edit(book: Rulebook, change: Edit, what: str) -> None:
    """Apply one edit to the draft."""
    services.edit_draft(
        actor=current_actor(), season_id=book.season_id, revision=sent_revision(), edit=change, what=what
    )


def back_to(slug: str, anchor: str = "", **query: Any) -> Response:
    """Go back to the list of sections and fields."""
    url = url_for("entry_form_office.show", slug=slug, **query)
    return redirect(f"{url}#{anchor}" if anchor else url, 303)


def previewed(form: Form, book: Rulebook, code: str) -> dict[str, Any]:
    """Return what the macros of the team's form need to show a section with nothing filled in."""
    section = form.section(code) or form.sections[0]
    blank = {spec.code: empty(spec) for spec in form.stored}
    return {
        "section": section,
        "controls": section_form(section, blank, book),
        "asked": visible(form, blank),
        "conditions": conditions_of(form, book),
    }


def page(template: str, book: Rulebook, **more: Any) -> str:
    """Render a page of the editor."""
    draft = queries.find_draft(book.season_id)
    return render_template(
        f"contest/entry_forms/{template}.html", book=book, draft=draft, here="form", **more
    )
