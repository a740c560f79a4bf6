"""The office's editor of a stage's rubrics for certain tracks and groups."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import NotFound
from contest.permissions import Permission
from contest.seasons import services
from contest.seasons.domain import Rulebook
from contest.seasons.forms import VariantForm, filled
from contest.seasons.views.office import Page, book_of, form_page, office
from contest.seasons.views.rubrics import STAGE, direction, rubric_url, saved
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n


@office.route(f"{STAGE}/rubrics/new", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def add_variant(slug: str, code: str) -> Page:
    """Add a rubric for certain tracks or groups: a copy of the stage's, to be edited."""
    book = book_of(slug)
    form = VariantForm(data={"version": str(book.version)})
    return _form_page(book, code, form, None, _("A rubric of its own"))


@office.route(f"{STAGE}/rubrics/<variant>", methods=["GET", "POST"])
@requires(Permission.EDIT_SEASON)
def edit_variant(slug: str, code: str, variant: str) -> Page:
    """Change for whom a rubric is."""
    book = book_of(slug)
    row = next((one for one in book.stage(code).variants if one.code == variant), None)
    if row is None:
        raise NotFound(kind="rubric", key=variant)
    shown = {name: value for name, value in filled(row).items() if name != "criteria"}
    form = VariantForm(data=shown | {"version": str(book.version)})
    del form.code
    return _form_page(book, code, form, variant, l10n(row.name))


def _form_page(book: Rulebook, stage: str, form: VariantForm, code: str | None, title: str) -> Page:
    form.offer(book)

    def save() -> None:
        services.save_variant(
            actor=current_actor(),
            season_id=book.season_id,
            version=form.expected_version(),
            stage=book.stage(stage).code,
            values=form.values(),
            code=code,
        )

    if request.method == "POST" and form.save(save):
        return saved(book.slug, stage, code or form.values()["code"])
    back = rubric_url(book.slug, stage, code or "")
    return form_page(book, form, here="stage", title=title, back=back)


@office.post(f"{STAGE}/rubrics/<variant>/remove")
@requires(Permission.EDIT_SEASON)
def remove_variant(slug: str, code: str, variant: str) -> Response:
    """Take a rubric out of a stage."""
    book = book_of(slug)
    services.remove_variant(
        actor=current_actor(), season_id=book.season_id, version=seen_version(), stage=code, code=variant
    )
    return saved(slug, code, "")


@office.post(f"{STAGE}/rubrics/<variant>/move")
@requires(Permission.EDIT_SEASON)
def move_variant(slug: str, code: str, variant: str) -> Response:
    """Have a rubric looked at earlier or later."""
    book = book_of(slug)
    services.move_variant(
        actor=current_actor(),
        season_id=book.season_id,
        version=seen_version(),
        stage=code,
        code=variant,
        by=direction(),
    )
    return saved(slug, code, variant)
