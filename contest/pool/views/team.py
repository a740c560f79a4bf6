"""A team's own place: what the pool is, who reads what, agree, leave."""

from __future__ import annotations

from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.consents.domain import Purpose, current
from contest.kernel.access import authorise, policy
from contest.permissions import Permission
from contest.pool import queries, services
from contest.pool.views.blueprint import blueprint
from contest.projects import queries as project_queries
from contest.web.guards import current_actor, requires


@blueprint.get("/pool/projects/<uuid:project_id>")
@requires(Permission.EDIT_PROJECT)
def of_project(project_id: UUID) -> Response | str:
    """Say where the project stands in the pool, on its own page (fragment); nothing for one that never was there."""
    actor = current_actor()
    project_queries.ensure_visible(actor, project_id)
    access = project_queries.get_access(project_id)
    authorise(actor, Permission.EDIT_PROJECT, access)
    place = queries.place_of(project_id)
    if place is None:
        return FlaskResponse("", headers={"HX-Reswap": "delete"})
    return render_template(
        "contest/pool/_of_project.html",
        place=place,
        project_id=project_id,
        wording=current(Purpose.MATCHING).text,
        leads=policy.allows(actor, Permission.SUBMIT_PROJECT, access),
    )


@blueprint.post("/pool/projects/<uuid:project_id>/agree")
@requires(Permission.EDIT_PROJECT)
def agree(project_id: UUID) -> Response:
    """Agree to be matched."""
    project_queries.ensure_visible(current_actor(), project_id)
    services.agree(actor=current_actor(), project_id=project_id)
    flash(_("Thank you. Parks, investors and mentors that fit are looked for within the hour."), "success")
    return _back(project_id)


@blueprint.post("/pool/projects/<uuid:project_id>/leave")
@requires(Permission.SUBMIT_PROJECT)
def leave(project_id: UUID) -> Response:
    """Leave the pool."""
    project_queries.ensure_visible(current_actor(), project_id)
    services.leave(actor=current_actor(), project_id=project_id, reason=request.form.get("reason", ""))
    flash(_("The project has left the pool. Nothing is computed or shown about it any more."), "success")
    return _back(project_id)


def _back(project_id: UUID) -> Response:
    return redirect(url_for("projects.show", project_id=project_id), 303)
