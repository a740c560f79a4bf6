"""The form as a whole: sections and fields, versions, begin, publish, discard."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.entry_forms import queries, services
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import KEPT, differences
from contest.entry_forms.effects import effects_of
from contest.entry_forms.texts import PARTS
from contest.entry_forms.views.blueprint import (
    ADDABLE,
    Page,
    back_to,
    book_of,
    may_edit,
    office,
    page,
    previewed,
    sent_revision,
)
from contest.kernel.errors import DomainError, NotFound
from contest.permissions import Permission
from contest.web.errors import describe
from contest.web.guards import current_actor, requires


@office.get("")
@requires(Permission.OVERSEE_SEASONS)
def show(slug: str) -> str:
    """Show the draft with its sections and fields, or what is published; a section beside it as teams see it."""
    book = book_of(slug)
    draft = queries.find_draft(book.season_id)
    form = draft.form if draft else queries.current_form(book.season_id)
    return page(
        "show",
        book,
        form=form,
        published=queries.current_form(book.season_id).version,
        own=queries.has_own_form(book.season_id),
        versions=queries.versions_of(book.season_id),
        kinds=ADDABLE,
        kept=KEPT,
        missing=[spec for spec in DEFAULT.specs if spec.code not in form.by_code],
        may_edit=may_edit(book),
        preview=previewed(form, book, request.args.get("section", "")),
    )


@office.get("/versions/<int:version>")
@requires(Permission.OVERSEE_SEASONS)
def version(slug: str, version: int) -> str:
    """Show a published version as it was."""
    book = book_of(slug)
    if version not in {known.version for known in queries.versions_of(book.season_id)}:
        raise NotFound(kind="form")
    form = queries.form_of(book.season_id, version)
    shown = [previewed(form, book, section.code) for section in form.sections]
    return page("version", book, form=form, shown=shown)


@office.post("/begin")
@requires(Permission.EDIT_FORM)
def begin(slug: str) -> Response:
    """Begin the next version."""
    services.begin_draft(actor=current_actor(), season_id=book_of(slug).season_id)
    return back_to(slug)


@office.post("/discard")
@requires(Permission.EDIT_FORM)
def discard(slug: str) -> Response:
    """Drop the draft."""
    services.discard_draft(actor=current_actor(), season_id=book_of(slug).season_id)
    flash(_("The draft is dropped. What is published stays."), "success")
    return back_to(slug)


@office.route("/publish", methods=["GET", "POST"])
@requires(Permission.EDIT_FORM)
def publish(slug: str) -> Page:
    """Show what publishing changes for teams, then publish."""
    book = book_of(slug)
    draft = queries.get_draft(book.season_id)
    refusal, status = None, 200
    if request.method == "POST":
        try:
            services.publish(actor=current_actor(), season_id=book.season_id, revision=sent_revision())
        except DomainError as error:
            first = next(iter(getattr(error, "errors", ())), None)
            refusal = describe(first.code if first else error.code, first.params if first else error.params)
            status = error.status
        else:
            flash(_("Version %(version)s of the form is published.", version=draft.form.version), "success")
            return back_to(slug)
    found = differences(queries.current_form(book.season_id), draft.form)
    shown = page(
        "publish",
        book,
        found=found,
        form=draft.form,
        refusal=refusal,
        effects=effects_of(book, found),
        part_word=lambda part: str(PARTS[part]),
        back=url_for("entry_form_office.show", slug=slug),
    )
    return (shown, status) if refusal else shown
