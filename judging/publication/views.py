"""Publishing a round: checklist and preview, publication, vacancies after it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.permissions import Permission as ContestPermission
from contest.projects.queries import ensure_visible
from contest.seasons.queries import rulebook
from contest.standings.queries import standings_of
from contest.standings.texts import TONES
from contest.web.guards import current_actor, requires
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.publication import queries, services
from judging.publication.texts import CHECKS
from judging.ranking.queries import fixed
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round

blueprint = Blueprint("publication", __name__)


@blueprint.get("/rounds/<uuid:round_id>/publish")
@requires(Permission.PUBLISH)
def preview(round_id: UUID) -> str:
    """Show what will be public, and what still stands in the way."""
    round_ = get_round(current_actor(), round_id)
    authorise(current_actor(), Permission.PUBLISH, round_)
    ensure_impartial(current_actor(), round_)
    lines = fixed(round_id)
    checks = queries.checklist(round_id, lines)
    return render_template(
        "judging/publication/preview.html",
        round=round_,
        checks=checks,
        texts=CHECKS,
        winning=[line for line in lines if line.outcome in queries.WINNING],
        period=services.proposed_period(round_),
        published=queries.find_publication(round_id),
        ready=round_.state is RoundState.DECIDED and all(check.met for check in checks if check.blocking),
    )


@blueprint.post("/rounds/<uuid:round_id>/publish")
@requires(Permission.PUBLISH)
def publish(round_id: UUID) -> Response:
    """Make the decisions public."""
    services.publish(actor=current_actor(), round_id=round_id)
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
    return render_template("judging/publication/_project.html", standings=standings, book=book, tones=TONES)
