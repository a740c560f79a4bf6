"""A round's rubrics as they are read and as the office edits them, criterion by criterion."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import NotFound
from contest.seasons.forms import filled_criterion, new_criterion
from contest.seasons.queries import rulebook
from contest.seasons.views import wording
from contest.web.forms import seen_version
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n
from judging.permissions import Permission
from judging.rounds import queries, services
from judging.rounds.forms import CriterionForm
from judging.rounds.queries import CriterionView, RoundView
from judging.rounds.views.blueprint import Page, allowed, blueprint, heading
from judging.rounds.views.pages import criteria_of

RUBRIC = "/rounds/<uuid:round_id>/rubric"


def editable(round_id: UUID) -> RoundView:
    """Return the round for its editor; raise Forbidden."""
    round_ = queries.get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.EDIT_ROUND, round_)
    return round_


def asked_variant() -> str:
    """Return the code of the rubric asked for, empty for the round's own."""
    return request.args.get("variant", "")


def criteria_named(round_: RoundView, variant: str) -> tuple[CriterionView, ...]:
    """Return the criteria of one rubric of the round; raise NotFound."""
    if not variant:
        return round_.criteria
    found = next((one for one in round_.variants if one.code == variant), None)
    if found is None:
        raise NotFound(kind="rubric", key=variant)
    return found.criteria


@blueprint.get(RUBRIC)
@requires(Permission.VIEW_ROUND)
def rubric(round_id: UUID) -> str:
    """Show one rubric: criteria with weights, guidance and bands."""
    return _rubric_page(round_id, "judging/rounds/rubric.html")


@blueprint.get("/rounds/<uuid:round_id>/rubric-preview")
@requires(Permission.VIEW_ROUND)
def preview_rubric(round_id: UUID) -> str:
    """Show the sheet as a judge will see it; nothing typed into it is kept."""
    return _rubric_page(round_id, "judging/rounds/rubric_preview.html")


def _rubric_page(round_id: UUID, template: str) -> str:
    round_ = queries.get_round(current_actor(), round_id)
    variant = asked_variant()
    rows = criteria_named(round_, variant)
    may_edit = allowed(Permission.EDIT_ROUND, round_) and round_.is_draft
    return render_template(
        template,
        **heading(round_, "rounds.rubric"),
        wording=wording,
        book=rulebook(round_.season_id),
        variant=next((one for one in round_.variants if one.code == variant), None),
        criteria=criteria_of(rows),
        rows=rows,
        may_edit=may_edit,
        urls=partial(_criterion_url, round_id, variant) if may_edit else None,
    )


def _criterion_url(round_id: UUID, variant: str, action: str, code: str) -> str:
    return url_for(f"rounds.{action}_criterion", round_id=round_id, code=code, variant=variant or None)


@blueprint.route(f"{RUBRIC}/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def add_criterion(round_id: UUID) -> Page:
    """Add a criterion."""
    round_ = editable(round_id)
    form = CriterionForm(
        data={**(new_criterion() if request.method == "GET" else {}), "version": str(round_.version)}
    )
    return _form_page(round_, form, None, _("Add a criterion"))


@blueprint.route(f"{RUBRIC}/<code>", methods=["GET", "POST"])
@requires(Permission.EDIT_ROUND)
def edit_criterion(round_id: UUID, code: str) -> Page:
    """Change a criterion."""
    round_ = editable(round_id)
    row = next((one for one in criteria_named(round_, asked_variant()) if one.code == code), None)
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
            variant=asked_variant(),
        )

    if request.method == "POST" and form.save(save):
        return saved(round_.id)
    shown = heading(round_, "rounds.rubric")
    back = url_for("rounds.rubric", round_id=round_.id, variant=asked_variant() or None)
    page = render_template("judging/rounds/criterion.html", form=form, heading=title, back=back, **shown)
    return (page, 422) if form.errors else page


@blueprint.post(f"{RUBRIC}/<code>/remove")
@requires(Permission.EDIT_ROUND)
def remove_criterion(round_id: UUID, code: str) -> Response:
    """Take a criterion out of a draft's rubric."""
    services.remove_criterion(
        actor=current_actor(), round_id=round_id, version=seen_version(), code=code, variant=asked_variant()
    )
    return saved(round_id)


@blueprint.post(f"{RUBRIC}/<code>/move")
@requires(Permission.EDIT_ROUND)
def move_criterion(round_id: UUID, code: str) -> Response:
    """Move a criterion up or down."""
    services.move_criterion(
        actor=current_actor(),
        round_id=round_id,
        version=seen_version(),
        code=code,
        by=direction(),
        variant=asked_variant(),
    )
    return redirect(url_for("rounds.rubric", round_id=round_id, variant=asked_variant() or None), 303)


def direction() -> int:
    """Return −1 for up, 1 for down."""
    return {"up": -1, "down": 1}.get(request.form.get("to", "")) or abort(400)


def _filled(row: CriterionView) -> dict[str, Any]:
    (criterion,) = criteria_of([row])
    return filled_criterion(criterion)


def saved(round_id: UUID, variant: str | None = None) -> Response:
    """Tell that it is saved, and show the rubric again."""
    flash(_("Saved."), "success")
    code = asked_variant() if variant is None else variant
    return redirect(url_for("rounds.rubric", round_id=round_id, variant=code or None), 303)
