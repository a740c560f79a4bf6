"""The training page, the exercise with the desk's own sheet, and the comparison with the reference."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import Invalid
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from judging.judges.queries import get_own_judge
from judging.permissions import Permission
from judging.rounds.queries import RoundView, get_round
from judging.rubrics.domain import NOTE
from judging.rubrics.queries import rubric_of
from judging.scoring.domain import MARK
from judging.training import queries, services
from judging.training.domain import CASE, LESSONS, REFERENCES, compared
from judging.training.texts import TONES

blueprint = Blueprint("training", __name__)
TRAINING = "/judging/rounds/<uuid:round_id>/training"


def _round(round_id: UUID) -> RoundView:
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.TRAIN, round_)
    return round_


@blueprint.get(TRAINING)
@requires(Permission.TRAIN)
def page(round_id: UUID) -> str:
    """Show what to mind, and the latest exercise beside the reference."""
    round_ = _round(round_id)
    run = queries.latest_run(round_id, get_own_judge(current_actor()).id)
    criteria = queries.criteria_of(round_)
    rows = compared(rubric_of(criteria).criteria, run.marks, REFERENCES) if run and criteria else []
    return render_template(
        "judging/training/page.html",
        round=round_,
        lessons=LESSONS,
        run=run,
        rows=rows,
        names={one.code: one.name for one in criteria},
        references=REFERENCES,
        ready=bool(criteria),
        distance_tones=TONES,
    )


@blueprint.get(f"{TRAINING}/exercise")
@requires(Permission.TRAIN)
def exercise(round_id: UUID) -> str:
    """Show the made-up entry beside a sheet with the round's own criteria."""
    return _exercise(_round(round_id))


def _exercise(
    round_: RoundView, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None
) -> str:
    return render_template(
        "judging/training/exercise.html",
        round=round_,
        case=CASE,
        criteria=queries.criteria_of(round_),
        errors=errors or {},
        values=typed or {},
    )


@blueprint.post(f"{TRAINING}/exercise")
@requires(Permission.TRAIN)
def finish(round_id: UUID) -> Response | tuple[str, int]:
    """Keep the exercise and show how it compares."""
    round_ = _round(round_id)
    typed = {name: text for name, text in request.form.items() if name.startswith((MARK, NOTE))}
    typed["comment"] = request.form.get("comment", "")
    try:
        services.finish_exercise(
            actor=current_actor(),
            round_id=round_id,
            marks=_of(typed, MARK),
            notes=_of(typed, NOTE),
            comment=typed["comment"],
        )
    except Invalid as error:
        return _exercise(round_, field_messages(error), typed), 422
    flash(_("Done. Below is your exercise beside the reference."), "success")
    return redirect(url_for("training.page", round_id=round_id), 303)


def _of(typed: dict[str, str], prefix: str) -> dict[str, object]:
    return {name.removeprefix(prefix): text for name, text in typed.items() if name.startswith(prefix)}
