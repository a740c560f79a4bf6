"""Publishing a round: checklist and preview, publication, vacancies after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError
from contest.kernel.paging import Page
from contest.notices.services import Draft
from contest.notices.wording import title
from contest.permissions import OFFICE
from contest.permissions import Permission as ContestPermission
from contest.projects.queries import consenting_to_publication, ensure_visible, get_access
from contest.seasons.queries import rulebook
from contest.standings.domain import Outcome
from contest.standings.queries import standings_of
from contest.standings.texts import TONES
from contest.web.guards import current_actor, requires
from contest.web.i18n import label
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.publication import queries, services
from judging.publication.texts import CHECKS
from judging.ranking.presentation import SIZE
from judging.ranking.queries import Line, fixed, in_order
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from judging.rounds.views.blueprint import flash_refusal, heading

blueprint = Blueprint("publication", __name__)


@blueprint.get("/rounds/<uuid:round_id>/publish")
@requires(Permission.PUBLISH)
def preview(round_id: UUID) -> str:
    """Show what will be public and what every team is told, and what still stands in the way."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.PUBLISH, round_)
    ensure_impartial(current_actor(), round_)
    lines = in_order(fixed(round_id))
    checks = queries.checklist(round_id, lines)
    period = services.proposed_period(round_)
    drafts = services.drafts_of(round_, lines, period)
    return render_template(
        "judging/publication/preview.html",
        **heading(round_, "ranking.show"),
        checks=checks,
        texts=CHECKS,
        **_told(lines, drafts),
        period=period,
        published=queries.find_publication(round_id),
        previewed=services.fingerprint(lines, drafts),
        ready=round_.state is RoundState.DECIDED and all(check.met for check in checks if check.blocking),
    )


def _told(lines: list[Line], drafts: list[Draft]) -> dict[str, Any]:
    """Return one page of decisions beside what their teams are told, with the filter that is in the address."""
    outcome, number = request.args.get("outcome", ""), request.args.get("page", 1, type=int)
    both = [one for one in zip(lines, drafts, strict=True) if not outcome or one[0].outcome == outcome]
    number = min(max(1, number), max(1, -(-len(both) // SIZE)))
    there = {line.outcome for line in lines}
    named = consenting_to_publication(line.entry.subject_id for line in lines)
    return {
        "page": Page(
            [
                (line, title(draft.code, draft.params), len(draft.recipients))
                for line, draft in both[(number - 1) * SIZE : number * SIZE]
            ],
            number,
            SIZE,
            len(both),
        ),
        "outcomes": [(kind.value, label(kind)) for kind in Outcome if kind in there],
        "outcome": outcome,
        "outcome_tones": TONES,
        "winning": sum(line.outcome in queries.WINNING for line in lines),
        "people": len({person for draft in drafts for person in draft.recipients}),
        "named": named,
    }


@blueprint.post("/rounds/<uuid:round_id>/publish")
@requires(Permission.PUBLISH)
def publish(round_id: UUID) -> Response:
    """Make the decisions public."""
    try:
        services.publish(
            actor=current_actor(), round_id=round_id, previewed=request.form.get("previewed", "")
        )
    except DomainError as error:
        flash_refusal(error)
        return redirect(url_for("publication.preview", round_id=round_id), 303)
    flash(_("The results are public, and the publicity period has begun."), "success")
    return redirect(url_for("ranking.show", round_id=round_id), 303)


@blueprint.post("/rounds/<uuid:round_id>/vacancies")
@requires(Permission.DECIDE)
def fill(round_id: UUID) -> Response:
    """Fill vacancies in rank order, as previewed on the ranking page."""
    moved = services.promote_after_publication(actor=current_actor(), round_id=round_id)
    flash(ngettext("%(num)d decision changed.", "%(num)d decisions changed.", moved), "success")
    return redirect(url_for("ranking.show", round_id=round_id), 303)


@blueprint.get("/projects/<uuid:project_id>/results")
@requires(ContestPermission.VIEW_PROJECT)
def project(project_id: UUID) -> str:
    """Show a project's own people where it stands after each published stage (fragment)."""
    ensure_visible(current_actor(), project_id)
    standings = standings_of([project_id]).get(project_id, [])
    book = rulebook(standings[0].season_id) if standings else None
    access = get_access(project_id)
    reads = current_actor().user_id in access.member_ids or current_actor().has(*OFFICE)
    return render_template(
        "judging/publication/_project.html",
        standings=standings,
        book=book,
        tones=TONES,
        feedback=queries.feedback_of(project_id) if reads and standings else [],
    )
