"""Hand in, withdraw, take up again; the receipt."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError, Invalid, NotFound
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.domain import AlreadyEntered, Incomplete, NotEligible
from contest.projects.presentation import sections
from contest.projects.views.blueprint import blueprint
from contest.projects.views.project import core_facts, may, team_page
from contest.seasons import queries as season_queries
from contest.web.errors import describe
from contest.web.guards import current_actor, requires


@blueprint.get("/projects/<uuid:project_id>/submit")
@requires(Permission.SUBMIT_PROJECT)
def review(project_id: UUID) -> str:
    """Show what would be handed in, before it is."""
    return _review(project_id)


def _review(project_id: UUID, refusal: DomainError | None = None) -> str:
    actor = current_actor()
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.SUBMIT_PROJECT, project.access)
    book = season_queries.rulebook(project.season_id)
    return render_template(
        "contest/projects/submit.html",
        **team_page(project, book),
        sections=sections(project.form, project.values, book),
        refusal=describe(refusal.code, refusal.params) if refusal else None,
    )


@blueprint.post("/projects/<uuid:project_id>/submit")
@requires(Permission.SUBMIT_PROJECT)
def submit(project_id: UUID) -> Response | tuple[str, int]:
    """Hand the project in and show the receipt."""
    actor = current_actor()
    queries.ensure_visible(actor, project_id)
    try:
        submission = services.submit(actor=actor, project_id=project_id)
    except (Incomplete, NotEligible, AlreadyEntered) as refusal:
        return _review(project_id, refusal), refusal.status
    return redirect(url_for("projects.receipt", project_id=project_id, revision=submission.revision), 303)


@blueprint.get("/projects/<uuid:project_id>/receipt", defaults={"revision": None})
@blueprint.get("/projects/<uuid:project_id>/receipt/<int:revision>")
@requires(Permission.VIEW_PROJECT)
def receipt(project_id: UUID, revision: int | None) -> str:
    """Show the receipt of a revision: number, moment, digest, file hashes; made for printing."""
    project = queries.get_project(current_actor(), project_id)
    authorise(current_actor(), Permission.READ_PLAN, project.access)
    submission = queries.find_submission(project_id, revision)
    if submission is None:
        raise NotFound(kind="submission")
    book = season_queries.rulebook(project.season_id)
    return render_template(
        "contest/projects/receipt.html",
        project=project,
        book=book,
        submission=submission,
        latest=project.submission,
        revisions=queries.revisions_of(project_id),
        facts=core_facts(project, book),
        on_team=may(Permission.EDIT_PROJECT, project),
    )


@blueprint.post("/projects/<uuid:project_id>/withdraw")
@requires(Permission.SUBMIT_PROJECT)
def withdraw(project_id: UUID) -> Response:
    """Take the project out of the contest, with a way back until the deadline."""
    queries.ensure_visible(current_actor(), project_id)
    try:
        services.withdraw(actor=current_actor(), project_id=project_id, reason=request.form.get("reason", ""))
    except Invalid:
        flash(_("Please give the reason: after the deadline there is no way back."), "error")
        return redirect(url_for("projects.show", project_id=project_id) + "#withdraw", 303)
    if "reason" in request.form:
        flash(_("The project is withdrawn from the contest."), "success")
        return redirect(url_for("projects.show", project_id=project_id), 303)
    undo = url_for("projects.reopen", project_id=project_id)
    flash({"message": _("The project is withdrawn."), "url": undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("projects.show", project_id=project_id), 303)


@blueprint.post("/projects/<uuid:project_id>/reopen")
@requires(Permission.SUBMIT_PROJECT)
def reopen(project_id: UUID) -> Response:
    """Take a withdrawn project up again."""
    queries.ensure_visible(current_actor(), project_id)
    services.reopen(actor=current_actor(), project_id=project_id)
    flash(_("The project is a draft again. Hand it in anew before the deadline."), "success")
    return redirect(url_for("projects.show", project_id=project_id), 303)


@blueprint.post("/projects/<uuid:project_id>/consents/<code>/take-back")
@requires(Permission.EDIT_PROJECT)
def take_back_consent(project_id: UUID, code: str) -> Response:
    """Take a consent back, at any time."""
    queries.ensure_visible(current_actor(), project_id)
    services.take_back_consent(actor=current_actor(), project_id=project_id, code=code)
    flash(_("The consent is taken back, from now on."), "success")
    return redirect(url_for("projects.show", project_id=project_id), 303)
