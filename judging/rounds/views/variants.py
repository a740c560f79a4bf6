"""The office's editor of rubrics for certain tracks and groups."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.errors import NotFound
from contest.seasons.queries import rulebook
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.permissions import Permission
from judging.rounds import services
from judging.rounds.forms import VariantForm
from judging.rounds.queries import RoundView
from judging.rounds.views.blueprint import Page, blueprint, heading
from judging.rounds.views.rubric import direction, editable, saved

VARIANTS = "/rounds/<uuid:round_id>/rubrics"


@blueprint.route(f"{VARIANTS}/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def add_variant(round_id: UUID) -> Page:
    """Add a rubric for certain tracks or groups: a copy of the round's own, to be edited."""
    round_ = editable(round_id)
    return _form_page(
        round_, VariantForm(data={"version": str(round_.version)}), None, _("A rubric of its own")
    )


@blueprint.route(f"{VARIANTS}/<variant>", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def edit_variant(round_id: UUID, variant: str) -> Page:
    """Change for whom a rubric is."""
    round_ = editable(round_id)
    row = next((one for one in round_.variants if one.code == variant), None)
    if row is None:
        raise NotFound(kind="rubric", key=variant)
    form = VariantForm(
        data={
            "version": str(round_.version),
            "name_zh": row.name.zh,
            "name_en": row.name.en,
            "tracks": list(row.track_codes),
            "groups": list(row.group_codes),
        }
    )
    del form.code
    return _form_page(round_, form, variant, l10n(row.name))


def _form_page(round_: RoundView, form: VariantForm, code: str | None, title: str) -> Page:
    form.offer(rulebook(round_.season_id))
    made: list[str] = []

    def save() -> None:
        row = services.save_variant(
            actor=current_actor(),
            round_id=round_.id,
            version=form.expected_version(),
            values=form.values(),
            code=code,
        )
        made.append(row.code)

    if request.method == "POST" and form.save(save):
        return saved(round_.id, made[0])
    back = url_for("rounds.rubric", round_id=round_.id, variant=code)
    shown = heading(round_, "rounds.rubric")
    page = render_template("judging/rounds/variant.html", form=form, heading=title, back=back, **shown)
    return (page, 422) if form.errors else page


@blueprint.post(f"{VARIANTS}/<variant>/remove")
@requires(Permission.EDIT_ROUND)
def remove_variant(round_id: UUID, variant: str) -> Response:
    """Take a rubric out of a draft."""
    services.remove_variant(actor=current_actor(), round_id=round_id, version=seen_version(), code=variant)
    return saved(round_id, "")


@blueprint.post(f"{VARIANTS}/<variant>/move")
@requires(Permission.EDIT_ROUND)
def move_variant(round_id: UUID, variant: str) -> Response:
    """Have a rubric looked at earlier or later."""
    services.move_variant(
        actor=current_actor(), round_id=round_id, version=seen_version(), code=variant, by=direction()
    )
    return saved(round_id, variant)
