"""The office's editor of a draft's rubric, criterion by criterion."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import NotFound
from contest.seasons.views import wording
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.permissions import Permission
from judging.rounds import queries, services
from judging.rounds.forms import CriterionForm
from judging.rounds.queries import CriterionView, RoundView
from judging.rounds.views.blueprint import Page, blueprint, heading

RUBRIC = "/rounds/<uuid:round_id>/rubric"


def _editable(round_id: UUID) -> RoundView:
    round_ = queries.get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.EDIT_ROUND, round_)
    return round_


@blueprint.route(f"{RUBRIC}/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def add_criterion(round_id: UUID) -> Page:
    """Add a criterion."""
    round_ = _editable(round_id)
    form = CriterionForm(data={"version": str(round_.version), "max": "100", "step": "1"})
    return _form_page(round_, form, None, _("Add a criterion"))


@blueprint.route(f"{RUBRIC}/<code>", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def edit_criterion(round_id: UUID, code: str) -> Page:
    """Change a criterion."""
    round_ = _editable(round_id)
    row = next((one for one in round_.criteria if one.code == code), None)
    if row is None:
        raise NotFound(kind="criterion", key=code)
    form = CriterionForm(data=_filled(row) | {"version": str(round_.version)})
    del form.code
    return _form_page(round_, form, code, l10n(row.name))


def _form_page(round_: RoundView, form: CriterionForm, code: str | None, title: str) -> Page:
    def save() -> None:
        services.save_criterion(
            actor=current_actor(),
            round_id=round_.id,
            version=form.expected_version(),
            values=form.values(),
            code=code,
        )

    if request.method == "POST" and form.save(save):
        return _saved(round_.id)
    shown = heading(round_, "rounds.rubric")
    page = render_template("judging/rounds/criterion.html", form=form, heading=title, **shown)
    return (page, 422) if form.errors else page


@blueprint.post(f"{RUBRIC}/<code>/remove")
@requires(Permission.EDIT_ROUND)
def remove_criterion(round_id: UUID, code: str) -> Response:
    """Take a criterion out of a draft's rubric."""
    services.remove_criterion(actor=current_actor(), round_id=round_id, version=_version(), code=code)
    return _saved(round_id)


@blueprint.post(f"{RUBRIC}/<code>/move")
@requires(Permission.EDIT_ROUND)
def move_criterion(round_id: UUID, code: str) -> Response:
    """Move a criterion up or down."""
    by = {"up": -1, "down": 1}.get(request.form.get("to", "")) or abort(400)
    services.move_criterion(actor=current_actor(), round_id=round_id, version=_version(), code=code, by=by)
    return redirect(url_for("rounds.rubric", round_id=round_id), 303)


def _version() -> int:
    return request.form.get("version", 0, int)


def _filled(row: CriterionView) -> dict[str, Any]:
    return {
        "name_zh": row.name.zh,
        "name_en": row.name.en,
        "guidance_zh": row.guidance.zh,
        "guidance_en": row.guidance.en,
        **{name: wording.plain(getattr(row, name)) for name in ("weight", "max", "step")},
    }


def _saved(round_id: UUID) -> Response:
    flash(_("Saved."), "success")
    return redirect(url_for("rounds.rubric", round_id=round_id), 303)
