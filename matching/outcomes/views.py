"""Pages of outcomes: a part of an introduction's page, and the answers to what was reported."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import DomainError
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from matching.introductions.domain import IntroductionState
from matching.introductions.queries import IntroductionView
from matching.outcomes import queries, services
from matching.outcomes.domain import OutcomeState
from matching.outcomes.forms import DisputeForm, ReportForm
from matching.outcomes.queries import OutcomeView
from matching.outcomes.rules import is_led
from matching.outcomes.texts import TONES
from matching.permissions import Permission

blueprint = Blueprint("outcomes", __name__)


@blueprint.get("/introductions/<uuid:introduction_id>/outcomes")
@requires(Permission.VIEW_INTRODUCTION)
def part(introduction_id: UUID) -> str:
    """What came of an introduction (fragment); empty while the two have not agreed to meet."""
    introduction, found = queries.of_introduction(current_actor(), introduction_id)
    return render_template(
        "matching/outcomes/_part.html",
        introduction=introduction,
        outcomes=found,
        tones=TONES,
        may_report=_may_report(introduction),
        waits_for_leader=introduction.state is IntroductionState.OPEN
        and is_led(current_actor(), introduction),
        may_answer=lambda item: _waits(item, Permission.ANSWER_OUTCOME),
        may_withdraw=lambda item: _waits(item, Permission.WITHDRAW_OUTCOME),
    )


def _may_report(introduction: IntroductionView) -> bool:
    opened = introduction.state is IntroductionState.OPEN
    return opened and policy.allows(current_actor(), Permission.REPORT_OUTCOME, introduction)


def _waits(outcome: OutcomeView, permission: Permission) -> bool:
    reported = outcome.state is OutcomeState.REPORTED
    return reported and policy.allows(current_actor(), permission, outcome)


@blueprint.get("/introductions/<uuid:introduction_id>/outcomes/new")
@requires(Permission.REPORT_OUTCOME)
def new(introduction_id: UUID) -> str:
    """Ask what came of it."""
    introduction = services.reportable(current_actor(), introduction_id)
    return _report_page(introduction, ReportForm().offer(introduction.kind))


def _report_page(introduction: IntroductionView, form: ReportForm) -> str:
    return render_template("matching/outcomes/new.html", introduction=introduction, form=form)


@blueprint.post("/introductions/<uuid:introduction_id>/outcomes")
@requires(Permission.REPORT_OUTCOME)
def report(introduction_id: UUID) -> Response | tuple[str, int]:
    """Report what came of it."""
    introduction = services.reportable(current_actor(), introduction_id)
    form = ReportForm().offer(introduction.kind)
    if not form.validate():
        return _report_page(introduction, form), 422
    try:
        services.report(actor=current_actor(), introduction_id=introduction_id, said=form.report())
    except DomainError as error:
        if error.status not in {409, 422}:
            raise
        show_errors(form, error, "happened_on")
        return _report_page(introduction, form), 422
    flash(_("Reported. The other side is asked to confirm it."), "success")
    return _back(introduction_id)


def _back(introduction_id: UUID) -> Response:
    return redirect(url_for("introductions.show", introduction_id=introduction_id), 303)


@blueprint.post("/outcomes/<uuid:outcome_id>/confirm")
@requires(Permission.ANSWER_OUTCOME)
def confirm(outcome_id: UUID) -> Response:
    """Confirm what the other side reported."""
    done = services.confirm(actor=current_actor(), outcome_id=outcome_id)
    flash(_("Confirmed. It now counts in the contest's record."), "success")
    return _back(done.introduction_id)


@blueprint.get("/outcomes/<uuid:outcome_id>/dispute")
@requires(Permission.ANSWER_OUTCOME)
def differ(outcome_id: UUID) -> str:
    """Ask how it was instead."""
    return _dispute_page(queries.get_outcome(current_actor(), outcome_id), DisputeForm())


def _dispute_page(outcome: OutcomeView, form: DisputeForm) -> str:
    return render_template("matching/outcomes/dispute.html", outcome=outcome, form=form)


@blueprint.post("/outcomes/<uuid:outcome_id>/dispute")
@requires(Permission.ANSWER_OUTCOME)
def dispute(outcome_id: UUID) -> Response | tuple[str, int]:
    """Say that it was otherwise."""
    form = DisputeForm()
    if not form.validate():
        return _dispute_page(queries.get_outcome(current_actor(), outcome_id), form), 422
    done = services.dispute(actor=current_actor(), outcome_id=outcome_id, why=form.note.data or "")
    flash(_("Noted. The other side reads how you see it."), "success")
    return _back(done.introduction_id)


@blueprint.post("/outcomes/<uuid:outcome_id>/withdraw")
@requires(Permission.WITHDRAW_OUTCOME)
def withdraw(outcome_id: UUID) -> Response:
    """Take back what one's own side reported."""
    done = services.withdraw(actor=current_actor(), outcome_id=outcome_id)
    flash(_("Taken back."), "success")
    return _back(done.introduction_id)


@blueprint.get("/office/matching/<uuid:season_id>/outcomes")
@requires(Permission.OVERSEE_MATCHING)
def of_season(season_id: UUID) -> str:
    """How many projects of a season came how far, both sides agreeing (fragment)."""
    return render_template("matching/outcomes/_season.html", counts=queries.counts(season_id))
