"""One entry more for a judge who has time."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from contest.kernel.errors import DomainError
from contest.web.guards import current_actor, requires
from judging.panels import services
from judging.panels.views.blueprint import Page, blueprint
from judging.permissions import Permission
from judging.rounds.views.blueprint import flash_refusal, told


@blueprint.post("/rounds/<uuid:round_id>/judges/<uuid:judge_id>/next")
@requires(Permission.ASSIGN_PANELS)
def give_next(round_id: UUID, judge_id: UUID) -> Page:
    """Give a judge the next most useful entry."""
    with told(_("The judge has one entry more.")):
        services.give_next(actor=current_actor(), round_id=round_id, judge_id=judge_id)
    return redirect(url_for("panels.progress", round_id=round_id), 303)


@blueprint.post("/judging/rounds/<uuid:round_id>/next")
@requires(Permission.ANSWER_INVITATION)
def take_next(round_id: UUID) -> Page:
    """Take one more entry, the most useful one."""
    try:
        made = services.take_next(actor=current_actor(), round_id=round_id)
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("panels.mine"), 303)
    flash(_("Thank you. This entry needs your judgement most."), "success")
    # The desk builds on panels and is joined by its address.
    return redirect(url_for("scoring.sheet", assignment_id=made.id), 303)
