"""The six-step form: pages, saving field by field, saving a whole step without JavaScript."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError, FieldError, Invalid, NotFound
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.domain import FieldConflict
from contest.projects.domain.form import FieldKind, Step, fields_of
from contest.projects.forms import StepForm, step_form
from contest.projects.queries import ProjectView
from contest.projects.views.blueprint import blueprint
from contest.projects.views.project import criteria, step_links
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires


@blueprint.get("/projects/<uuid:project_id>/form/<step>")
@requires(Permission.EDIT_PROJECT)
def step(project_id: UUID, step: str) -> str:
    """Show one step; read-only once the deadline has passed."""
    project, book = _project(project_id)
    return _page(project, book, _step(step))


def _project(project_id: UUID) -> tuple[ProjectView, Rulebook]:
    actor = current_actor()
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.EDIT_PROJECT, project.access)
    return project, season_queries.rulebook(project.season_id)


def _step(raw: str) -> Step:
    if raw not in set(Step):
        raise NotFound(kind="step")
    return Step(raw)


def _page(project: ProjectView, book: Rulebook, current: Step, form: StepForm | None = None) -> str:
    ready = queries.readiness(project, book)
    order = list(Step)
    at = order.index(current)
    return render_template(
        "contest/projects/form.html",
        project=project,
        step=current,
        specs=fields_of(current),
        form=form or step_form(current, project.values, book, disabled=not ready.open),
        ready=ready,
        items=criteria(project, ready),
        steps=step_links(project, ready, current),
        max_mb=current_app.extensions["settings"].files.max_bytes // 2**20,
        previous=order[at - 1] if at else None,
        following=order[at + 1] if at + 1 < len(order) else None,
    )


@blueprint.patch("/projects/<uuid:project_id>/fields")
@requires(Permission.EDIT_PROJECT)
def save_field(project_id: UUID) -> Response:
    """Save one field as it is typed: {field, value, version} → {version}."""
    sent = request.get_json(silent=True)
    if (
        not isinstance(sent, dict)
        or not isinstance(sent.get("field"), str)
        or not isinstance(sent.get("version"), int)
    ):
        raise Invalid(FieldError("field", "not_accepted"))
    queries.ensure_visible(current_actor(), project_id)
    version = services.save_fields(
        actor=current_actor(),
        project_id=project_id,
        values={sent["field"]: sent.get("value")},
        version=sent["version"],
    )
    return jsonify(version=version)


@blueprint.post("/projects/<uuid:project_id>/form/<step>")
@requires(Permission.EDIT_PROJECT)
def save_step(project_id: UUID, step: str) -> BaseResponse | tuple[str, int]:
    """Save a whole step and go on; nothing typed is lost when something is wrong with it."""
    current = _step(step)
    project, book = _project(project_id)
    sent = _sent(current)
    try:
        services.save_fields(actor=current_actor(), project_id=project_id, values=sent, version=_versions())
    except (Invalid, FieldConflict) as error:
        form = step_form(current, project.values, book)
        _keep_typed(form, sent, error)
        return _page(project, book, current, form), error.status
    if "leave" in request.form:
        return redirect(url_for("projects.show", project_id=project_id), 303)
    order = list(Step)
    at = order.index(current)
    if at + 1 == len(order):
        flash(_("Saved."), "success")
        return redirect(url_for("projects.show", project_id=project_id), 303)
    return redirect(url_for("projects.step", project_id=project_id, step=order[at + 1]), 303)


def _sent(step: Step) -> dict[str, Any]:
    """Return what a browser sent of a step; boxes that are not ticked are not sent at all."""
    values: dict[str, Any] = {}
    for spec in fields_of(step):
        for path in spec.paths:
            if spec.kind is FieldKind.CHOICES:
                values[path] = request.form.getlist(path)
            elif spec.kind is FieldKind.FLAG:
                values[path] = request.form.get(path, "")
            elif path in request.form:
                values[path] = request.form[path]
    return values


def _versions() -> dict[str, int]:
    """Return the version the page last saw of each field: the page's, or later ones its script learnt."""
    page = request.form.get("version", type=int, default=0)
    try:
        learnt = json.loads(request.form.get("versions") or "{}")
    except (ValueError, RecursionError):
        learnt = {}
    later = (
        {str(key): value for key, value in learnt.items() if isinstance(value, int)}
        if isinstance(learnt, dict)
        else {}
    )
    return {**dict.fromkeys(project_paths(), page), **later}


def project_paths() -> list[str]:
    """Return every address of the form."""
    return [path for step in Step for spec in fields_of(step) for path in spec.paths]


def _keep_typed(form: StepForm, sent: dict[str, Any], error: DomainError) -> None:
    for path, value in sent.items():
        form[path].data = value
    messages = field_messages(error) if isinstance(error, Invalid) else {}
    if isinstance(error, FieldConflict):
        text = describe(error.code)
        stored = error.params["value"]
        messages = {
            error.params["field"]: _("%(reason)s Their version: %(value)s", reason=text, value=stored)
        }
    for path, message in messages.items():
        if path in form:
            form[path].errors = [message]
        else:
            form.form_errors.append(message)
