"""What came of meeting a possible partner: a part of the introduction's page, answers, and the office's counts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from contest.web.guards import current_actor, requires
from matching.joinings import queries, services
from matching.joinings.domain import is_on_board
from matching.joinings.forms import JoiningForm
from matching.joinings.queries import JoiningView
from matching.joinings.rules import is_led
from matching.outcomes.domain import OutcomeState
from matching.outcomes.pages import Reporting, add_outcomes
from matching.permissions import Permission
from matching.team_gaps.domain import OfferState
from matching.team_gaps.queries import MeetingView, find_own_offer
from matching.team_gaps.rules import is_person

blueprint = Blueprint("joinings", __name__, url_prefix="/talent")


def _more(meeting: MeetingView, told: list[JoiningView]) -> dict[str, Any]:
    """Say whether the reader joined this team and is still shown to others."""
    actor = current_actor()
    agreed = [one.said for one in told if one.state is OutcomeState.CONFIRMED]
    if not (is_person(actor, meeting) and is_on_board(agreed)):
        return {"may_pause": False}
    offer = find_own_offer(actor)
    return {"may_pause": offer is not None and offer.state is OfferState.SHOWN}


add_outcomes(
    blueprint,
    Reporting(
        templates="matching/joinings",
        shown="talent.show",
        seen=queries.of_introduction,
        found=queries.get_joining,
        reportable=services.reportable,
        form=lambda _: JoiningForm().offer(),
        report=services.report,
        confirm=services.confirm,
        dispute=services.dispute,
        withdraw=services.withdraw,
        is_led=is_led,
        more=_more,
    ),
    permissions=(
        Permission.VIEW_TALENT,
        Permission.REPORT_JOINING,
        Permission.ANSWER_JOINING,
        Permission.WITHDRAW_JOINING,
    ),
)


@blueprint.get("/outcomes/counts")
@requires(Permission.OVERSEE_TALENT)
def counts() -> str:
    """How many met, joined and parted, both sides agreeing (fragment)."""
    return render_template("matching/joinings/_counts.html", counts=queries.counts())
