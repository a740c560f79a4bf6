"""What was found in the plan, beside the section of the form it belongs to."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.documents import queries as document_queries
from contest.documents.domain import ReadingState
from contest.kernel.access import authorise
from contest.kernel.errors import Invalid
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.domain import FieldConflict, ProposalGone
from contest.projects.queries import ProjectView
from contest.projects.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import sentences


@blueprint.get("/projects/<uuid:project_id>/form/<step>/proposals")
@requires(Permission.EDIT_PROJECT)
def proposals(project_id: UUID, step: str) -> str:
    """Show the proposals for one section, and where else there are some; asked again while a file is being read."""
    actor = current_actor()
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.EDIT_PROJECT, project.access)
    ready = queries.readiness(project, season_queries.rulebook(project.season_id))
    found = queries.proposals_of(project) if ready.open else ()
    readings = document_queries.readings_of([file.sha256 for file in project.files])
    here = [p for p in found if project.form.section_of(p.spec.code).code == step]
    elsewhere = [project.form.section_of(p.spec.code) for p in found if p not in here]
    return render_template(
        "contest/projects/_proposals.html",
        project=project,
        step=step,
        proposals=here,
        elsewhere=[
            (section, elsewhere.count(section)) for section in project.form.sections if section in elsewhere
        ],
        waiting=any(reading.state is ReadingState.WAITING for reading in readings.values()),
        names={file.sha256: file.filename for file in project.files},
    )


@blueprint.post("/projects/<uuid:project_id>/proposals/accept")
@requires(Permission.EDIT_PROJECT)
def accept_proposal(project_id: UUID) -> BaseResponse:
    """Take a proposed value over into its empty field."""
    project = queries.get_project(current_actor(), project_id)
    path, digest = request.form.get("path", ""), request.form.get("digest", "")
    try:
        services.accept_proposal(actor=current_actor(), project_id=project_id, path=path, digest=digest)
    except (ProposalGone, FieldConflict) as error:
        flash(describe(error.code, error.params), "error")
    except Invalid as error:
        flash(sentences(*field_messages(error).values()), "error")
    else:
        flash(_("Taken over from your plan. Please read it once more."), "success")
    return redirect(_back(project, path), 303)


@blueprint.post("/projects/<uuid:project_id>/proposals/dismiss")
@requires(Permission.EDIT_PROJECT)
def dismiss_proposal(project_id: UUID) -> BaseResponse:
    """Never propose this value again."""
    project = queries.get_project(current_actor(), project_id)
    path, digest = request.form.get("path", ""), request.form.get("digest", "")
    try:
        services.dismiss_proposal(actor=current_actor(), project_id=project_id, path=path, digest=digest)
    except ProposalGone as error:
        flash(describe(error.code, error.params), "error")
    return redirect(_back(project, path), 303)


def _back(project: ProjectView, path: str) -> str:
    code = path.partition(".")[0]
    known = code in project.form.by_code
    section = project.form.section_of(code) if known else project.form.sections[0]
    anchor = f"#field-{code}" if known else ""
    return url_for("projects.step", project_id=project.id, step=section.code) + anchor
