"""The office's editor of rows: one list and one form for every kind."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import DomainError, NotFound
from contest.permissions import Permission
from contest.seasons import services
from contest.seasons.domain import EligibilityKind, EligibilityRule, Part, PartKind, Rulebook, WindowPart
from contest.seasons.forms import PLAIN_FORMS, PartForm, filled, filled_rule, form_of_kind
from contest.seasons.views.office import Page, book_of, form_page, may_edit, office
from contest.web.errors import describe
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, label

KIND = f"<any({','.join(PartKind)}):kind>"
ROWS = f"/seasons/<slug>/{KIND}"


@office.get(ROWS)
@requires(Permission.OVERSEE_SEASONS)
def rows(slug: str, kind: str) -> str:
    """List the rows of one kind in their order."""
    book, part_kind = book_of(slug), PartKind(kind)
    return render_template(
        "contest/seasons/office/rows.html",
        book=book,
        here=kind,
        kind=part_kind,
        rows=book.of(part_kind),
        may_edit=may_edit(book),
        eligibility_kinds=list(EligibilityKind),
    )


@office.route(f"/seasons/<slug>/add/{KIND}", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def add_row(slug: str, kind: str) -> Page:
    """Add a row."""
    book, part_kind = book_of(slug), PartKind(kind)
    form = _form(part_kind, None)(data={"version": str(book.version)})
    form.offer(book)
    if request.method == "POST" and form.save(lambda: _save(book, part_kind, form, None)):
        return _saved(slug, part_kind)
    title = _("Add: %(kind)s", kind=label(part_kind))
    return form_page(book, form, here=kind, title=title, back=_list(slug, part_kind))


@office.route(f"{ROWS}/<code>", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def edit_row(slug: str, kind: str, code: str) -> Page:
    """Change a row."""
    book, part_kind = book_of(slug), PartKind(kind)
    row = _row(book, part_kind, code)
    start = filled_rule(row) if isinstance(row, EligibilityRule) else filled(row)
    form = _form(part_kind, row)(data={**start, "version": str(book.version)})
    form.offer(book)
    if part_kind is not PartKind.WINDOW:
        del form.code
    if request.method == "POST" and form.save(lambda: _save(book, part_kind, form, code)):
        return _saved(slug, part_kind)
    return form_page(book, form, here=kind, title=_title(row), back=_list(slug, part_kind))


@office.route(f"{ROWS}/<code>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def remove_row(slug: str, kind: str, code: str) -> Page:
    """Show what will be removed, then remove it."""
    book, part_kind, refused = book_of(slug), PartKind(kind), ""
    row = _row(book, part_kind, code)
    if request.method == "POST":
        try:
            services.remove_part(
                actor=current_actor(),
                season_id=book.season_id,
                version=seen_version(),
                kind=part_kind,
                code=code,
            )
        except DomainError as error:
            refused = describe(error.code, error.params | {"row": _title(row)})
        else:
            flash(_("“%(row)s” is removed.", row=_title(row)), "success")
            return redirect(_list(slug, part_kind), 303)
    page = render_template(
        "contest/seasons/office/remove.html",
        book=book,
        here=kind,
        heading=_title(row),
        back=_list(slug, part_kind),
        refused=refused,
    )
    return (page, 409) if refused else page


@office.post(f"{ROWS}/<code>/move")
@requires(Permission.EDIT_SEASON)
def move_row(slug: str, kind: str, code: str) -> Response:
    """Move a row up or down."""
    book = book_of(slug)
    by = {"up": -1, "down": 1}.get(request.form.get("to", "")) or abort(400)
    services.move_part(
        actor=current_actor(),
        season_id=book.season_id,
        version=seen_version(),
        kind=PartKind(kind),
        code=code,
        by=by,
    )
    return redirect(_list(slug, PartKind(kind)), 303)


def _form(kind: PartKind, row: Part | None) -> type[PartForm]:
    if kind is not PartKind.ELIGIBILITY:
        return PLAIN_FORMS[kind]
    asked = row.kind if isinstance(row, EligibilityRule) else request.args.get("what", "")
    if asked not in set(EligibilityKind):
        raise NotFound(kind="eligibility_kind", key=asked)
    return form_of_kind(EligibilityKind(asked))


def _save(book: Rulebook, kind: PartKind, form: PartForm, code: str | None) -> Any:
    return services.save_part(
        actor=current_actor(),
        season_id=book.season_id,
        version=form.expected_version(),
        kind=kind,
        values=form.values(),
        code=code,
    )


def _row(book: Rulebook, kind: PartKind, code: str) -> Part:
    row = next((row for row in book.of(kind) if row.code == code), None)
    if row is None:
        raise NotFound(kind=kind, key=code)
    return row


def _title(row: Part) -> str:
    if isinstance(row, WindowPart):
        return f"{label(row.kind)} · {row.zone_code}" if row.zone_code else label(row.kind)
    return l10n(row.name)


def _list(slug: str, kind: PartKind) -> str:
    return url_for("season_office.rows", slug=slug, kind=kind)


def _saved(slug: str, kind: PartKind) -> Response:
    flash(_("Saved."), "success")
    return redirect(_list(slug, kind), 303)
