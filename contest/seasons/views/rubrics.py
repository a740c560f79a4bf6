"""The office's editor of a stage: its rubric, criterion by criterion, and who goes on from it."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons import services
from contest.seasons.domain import Criterion, PartKind, RubricVariant, Rulebook, StagePart
from contest.seasons.forms import (
    CriterionForm,
    advance_form,
    filled_advance,
    filled_criterion,
    new_criterion,
)
from contest.seasons.views.office import Page, book_of, form_page, may_edit, office
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n

STAGE = "/seasons/<slug>/stages/<code>"


@office.get(f"{STAGE}/rubric")
@requires(Permission.OVERSEE_SEASONS)
def rubric(slug: str, code: str) -> str:
    """List the criteria of a stage."""
    book = book_of(slug)
    stage, editing = book.stage(code), may_edit(book)
    return render_template(
        "contest/seasons/office/rubric.html",
        book=book,
        here="stage",
        stage=stage,
        variant=_variant(stage),
        criteria=_criteria(stage),
        may_edit=editing,
        urls=partial(_criterion_url, slug, code) if editing else None,
    )


def _criterion_url(slug: str, stage: str, action: str, criterion: str) -> str:
    return url_for(
        f"season_office.{action}_criterion",
        slug=slug,
        code=stage,
        criterion=criterion,
        variant=asked_variant() or None,
    )


@office.route(f"{STAGE}/add-criterion", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def add_criterion(slug: str, code: str) -> Page:
    """Add a criterion."""
    book = book_of(slug)
    stage = book.stage(code)
    form = CriterionForm(
        data={**(new_criterion() if request.method == "GET" else {}), "version": str(book.version)}
    )
    if request.method == "POST" and form.save(lambda: _save(book, stage, form, None)):
        return saved(slug, code)
    return _criterion_page(book, form, title=_("Add a criterion"), back=rubric_url(slug, code))


@office.route(f"{STAGE}/rubric/<criterion>", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def edit_criterion(slug: str, code: str, criterion: str) -> Page:
    """Change a criterion."""
    book = book_of(slug)
    stage = book.stage(code)
    row = _criterion(stage, criterion)
    form = CriterionForm(data=filled_criterion(row) | {"version": str(book.version)})
    del form.code
    if request.method == "POST" and form.save(lambda: _save(book, stage, form, criterion)):
        return saved(slug, code)
    return _criterion_page(book, form, title=l10n(row.name), back=rubric_url(slug, code))


def _criterion_page(book: Rulebook, form: CriterionForm, *, title: str, back: str) -> Page:
    page = render_template(
        "contest/seasons/office/criterion.html", book=book, form=form, here="stage", heading=title, back=back
    )
    return (page, 422) if form.errors else page


@office.post(f"{STAGE}/rubric/<criterion>/remove")
@requires(Permission.EDIT_SEASON)
def remove_criterion(slug: str, code: str, criterion: str) -> Response:
    """Take a criterion out; it can be added again, nothing refers to it but this stage."""
    book = book_of(slug)
    services.remove_criterion(
        actor=current_actor(),
        season_id=book.season_id,
        version=seen_version(),
        stage=code,
        code=criterion,
        variant=asked_variant(),
    )
    return saved(slug, code)


@office.post(f"{STAGE}/rubric/<criterion>/move")
@requires(Permission.EDIT_SEASON)
def move_criterion(slug: str, code: str, criterion: str) -> Response:
    """Move a criterion up or down."""
    book = book_of(slug)
    services.move_criterion(
        actor=current_actor(),
        season_id=book.season_id,
        version=seen_version(),
        stage=code,
        code=criterion,
        by=direction(),
        variant=asked_variant(),
    )
    return redirect(rubric_url(slug, code), 303)


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
        variant=asked_variant(),
    )


def _criterion(stage: StagePart, code: str) -> Criterion:
    found = next((row for row in _criteria(stage) if row.code == code), None)
    if found is None:
        raise NotFound(kind="criterion", key=code)
    return found


def asked_variant() -> str:
    """Return the code of the rubric asked for, empty for the stage's own."""
    return request.args.get("variant", "")


def direction() -> int:
    """Return −1 for up, 1 for down."""
    return {"up": -1, "down": 1}.get(request.form.get("to", "")) or abort(400)


def _variant(stage: StagePart) -> RubricVariant | None:
    code = asked_variant()
    found = next((one for one in stage.variants if one.code == code), None)
    if code and found is None:
        raise NotFound(kind="rubric", key=code)
    return found


def _criteria(stage: StagePart) -> tuple[Criterion, ...]:
    variant = _variant(stage)
    return variant.criteria if variant else stage.rubric


def rubric_url(slug: str, code: str, variant: str | None = None) -> str:
    """Return the address of a rubric of a stage, by default the one that was asked for."""
    chosen = asked_variant() if variant is None else variant
    return url_for("season_office.rubric", slug=slug, code=code, variant=chosen or None)


def saved(slug: str, code: str, variant: str | None = None) -> Response:
    """Tell that it is saved, and show the rubric again."""
    flash(_("Saved."), "success")
    return redirect(rubric_url(slug, code, variant), 303)
