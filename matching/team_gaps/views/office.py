"""The office's page: counts, and what may have to be taken down."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import Invalid
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from matching.introductions.texts import TONES
from matching.permissions import Permission
from matching.profiles.presentation import words
from matching.team_gaps import queries, services
from matching.team_gaps.domain import GAP, OFFER, GapRole
from matching.team_gaps.texts import OFFER_TONES

blueprint = Blueprint("talent_office", __name__, url_prefix="/office/matching/talent")


@blueprint.get("")
@requires(Permission.OVERSEE_TALENT)
def index() -> str:
    """Show counts by role and the texts of both sides."""
    return _page()


def _page(kind: str = "", refused: str = "", message: str = "", reason: str = "") -> str:
    number = request.args.get("page", 1, int)
    asked = kind or request.args.get("kind", "")
    kind = asked if asked in {GAP, OFFER} else OFFER
    return render_template(
        "matching/team_gaps/office.html",
        figures=queries.figures(),
        kind=kind,
        page=queries.listed_offers(page=number) if kind == OFFER else queries.listed_gaps(page=number),
        roles=lambda codes: words(GapRole, codes),
        may_take_down=policy.holds(current_actor(), Permission.TAKE_TALENT_DOWN),
        tones=TONES,
        offer_tones=OFFER_TONES,
        refused=refused,
        message=message,
        reason=reason,
    )


@blueprint.post("/offers/<uuid:offer_id>/take-down")
@requires(Permission.TAKE_TALENT_DOWN)
def take_offer_down(offer_id: UUID) -> Response | tuple[str, int]:
    """Hide an offer, with a reason."""
    return _take_down(OFFER, offer_id)


@blueprint.post("/gaps/<uuid:gap_id>/take-down")
@requires(Permission.TAKE_TALENT_DOWN)
def take_gap_down(gap_id: UUID) -> Response | tuple[str, int]:
    """Hide a gap, with a reason."""
    return _take_down(GAP, gap_id)


def _take_down(kind: str, subject_id: UUID) -> Response | tuple[str, int]:
    reason = request.form.get("reason", "")
    try:
        services.take_down(actor=current_actor(), kind=kind, subject_id=subject_id, reason=reason)
    except Invalid as error:
        said = next(iter(field_messages(error).values()))
        return _page(kind, str(subject_id), said, reason), 422
    flash(_("Taken down. Its author reads your reason."), "success")
    return redirect(url_for("talent_office.index", kind=kind), 303)


@blueprint.post("/offers/<uuid:offer_id>/put-back")
@requires(Permission.TAKE_TALENT_DOWN)
def put_offer_back(offer_id: UUID) -> Response:
    """Show an offer again."""
    return _put_back(OFFER, offer_id)


@blueprint.post("/gaps/<uuid:gap_id>/put-back")
@requires(Permission.TAKE_TALENT_DOWN)
def put_gap_back(gap_id: UUID) -> Response:
    """Show a gap again."""
    return _put_back(GAP, gap_id)


def _put_back(kind: str, subject_id: UUID) -> Response:
    services.put_back(actor=current_actor(), kind=kind, subject_id=subject_id)
    flash(_("Shown again."), "success")
    return redirect(url_for("talent_office.index", kind=kind), 303)
