"""Pages of outcomes: a part of an introduction's page, the answers to what was reported, and the office's counts."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from contest.web.guards import requires
from matching.outcomes import queries, services
from matching.outcomes.forms import ReportForm
from matching.outcomes.pages import Reporting, add_outcomes
from matching.outcomes.rules import is_led
from matching.permissions import Permission

blueprint = Blueprint("outcomes", __name__)
add_outcomes(
    blueprint,
    Reporting(
        templates="matching/outcomes",
        shown="introductions.show",
        seen=queries.of_introduction,
        found=queries.get_outcome,
        reportable=services.reportable,
        form=lambda introduction: ReportForm().offer(introduction.kind),
        report=services.report,
        confirm=services.confirm,
        dispute=services.dispute,
        withdraw=services.withdraw,
        is_led=is_led,
    ),
    permissions=(
        Permission.VIEW_INTRODUCTION,
        Permission.REPORT_OUTCOME,
        Permission.ANSWER_OUTCOME,
        Permission.WITHDRAW_OUTCOME,
    ),
)


@blueprint.get("/office/matching/<uuid:season_id>/outcomes")
@requires(Permission.OVERSEE_MATCHING)
def of_season(season_id: UUID) -> str:
    """How many projects of a season came how far, both sides agreeing (fragment)."""
    return render_template("matching/outcomes/_season.html", counts=queries.counts(season_id))
