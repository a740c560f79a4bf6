"""The office's editor of a stage: its rubric, criterion by criterion, and who goes on from it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons import services
from contest.seasons.domain import Criterion, PartKind, Rulebook, StagePart
from contest.seasons.forms import CriterionForm, advance_form, filled, filled_advance
from contest.seasons.views.office import Page, book_of, form_page, may_edit, office
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n

STAGE = "/seasons/<slug>/stages/<code>"


@office.get(f"{STAGE}/rubric")
@requires(Permission.OVERSEE_SEASONS)
def rubric(slug: str, code: str) -> str:
    """List the criteria of a stage."""
    book = book_of(slug)
    return render_template(
        "contest/seasons/office/rubric.html",
        book=book,
        here="stage",
        stage=book.stage(code),
        may_edit=may_edit(book),
    )


@office.route(f"{STAGE}/add-criterion", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def add_criterion(slug: str, code: str) -> Page:
    """Add a criterion."""
    book = book_of(slug)
    stage = book.stage(code)
    form = CriterionForm(data={"version": str(book.version), "max": "100", "step": "1"})
    if request.method == "POST" and form.save(lambda: _save(book, stage, form, None)):
        return _saved(slug, code)
    return form_page(book, form, here="stage", title=_("Add a criterion"), back=_rubric(slug, code))


@office.route(f"{STAGE}/rubric/<criterion>", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def edit_criterion(slug: str, code: str, criterion: str) -> Page:
    """Change a criterion."""
    book = book_of(slug)
    stage = book.stage(code)
    row = _criterion(stage, criterion)
    form = CriterionForm(data=filled(row) | {"version": str(book.version)})
    del form.code
    if request.method == "POST" and form.save(lambda: _save(book, stage, form, criterion)):
        return _saved(slug, code)
    return form_page(book, form, here="stage", title=l10n(row.name), back=_rubric(slug, code))


@office.post(f"{STAGE}/rubric/<criterion>/remove")
@requires(Permission.EDIT_SEASON)
def remove_criterion(slug: str, code: str, criterion: str) -> Response:
    """Take a criterion out; it can be added again, nothing refers to it but this stage."""
    book = book_of(slug)
    services.remove_criterion(
        actor=current_actor(),
        season_id=book.season_id,
        version=request.form.get("version", 0, int),
        stage=code,
        code=criterion,
    )
    return _saved(slug, code)


@office.post(f"{STAGE}/rubric/<criterion>/move")
@requires(Permission.EDIT_SEASON)
def move_criterion(slug: str, code: str, criterion: str) -> Response:
    """Move a criterion up or down."""
    book = book_of(slug)
    services.move_criterion(
        actor=current_actor(),
        season_id=book.season_id,
        version=request.form.get("version", 0, int),
        stage=code,
        code=criterion,
        by={"up": -1, "down": 1}.get(request.form.get("to", "")) or abort(400),
    )
    return redirect(_rubric(slug, code), 303)


@office.route(f"{STAGE}/advance", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def advance(slug: str, code: str) -> Page:
    """Change who goes on from a stage."""
    book = book_of(slug)
    stage = book.stage(code)
    form = advance_form(book)(data=filled_advance(stage.advance) | {"version": str(book.version)})
    form.offer(stage)
    back = url_for("season_office.rows", slug=slug, kind=PartKind.STAGE)

    def save() -> None:
        services.save_part(
            actor=current_actor(),
            season_id=book.season_id,
            version=form.expected_version(),
            kind=PartKind.STAGE,
            values=form.values(),
            code=stage.code,
        )

    if request.method == "POST" and form.save(save):
        flash(_("Saved."), "success")
        return redirect(back, 303)
    title = _("%(stage)s: who goes on", stage=l10n(stage.name))
    return form_page(book, form, here="stage", title=title, back=back)


def _save(book: Rulebook, stage: StagePart, form: CriterionForm, criterion: str | None) -> None:
    services.save_criterion(
        actor=current_actor(),
        season_id=book.season_id,
        version=form.expected_version(),
        stage=stage.code,
        values=form.values(),
        code=criterion,
    )


def _criterion(stage: StagePart, code: str) -> Criterion:
    found = next((row for row in stage.rubric if row.code == code), None)
    if found is None:
        raise NotFound(kind="criterion", key=code)
    return found


def _rubric(slug: str, code: str) -> str:
    return url_for("season_office.rubric", slug=slug, code=code)


def _saved(slug: str, code: str) -> Response:
    flash(_("Saved."), "success")
    return redirect(_rubric(slug, code), 303)
