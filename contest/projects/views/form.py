"""The form, section by section: pages, saving field by field, saving a whole section without JavaScript."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.entry_forms.domain import Form, Section, visible
from contest.entry_forms.forms import SectionForm, TableField, section_form
from contest.entry_forms.presentation import conditions_of
from contest.kernel.access import authorise
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.permissions import Permission
from contest.projects import queries, services
from contest.projects.domain import FieldConflict
from contest.projects.queries import ProjectView, Readiness
from contest.projects.views.blueprint import blueprint
from contest.projects.views.files import slots_of
from contest.projects.views.history import people
from contest.projects.views.project import criteria, may, open_parts, step_links
from contest.projects.views.sent import keep_typed, sent_values
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.web.guards import current_actor, requires


@blueprint.get("/projects/<uuid:project_id>/form/<step>")
@requires(Permission.EDIT_PROJECT)
def step(project_id: UUID, step: str) -> str:
    """Show one section; read-only once the deadline has passed."""
    project, book = _project(project_id)
    return _page(project, book, _section(project.form, step))


def _project(project_id: UUID) -> tuple[ProjectView, Rulebook]:
    actor = current_actor()
    project = queries.get_project(actor, project_id)
    authorise(actor, Permission.EDIT_PROJECT, project.access)
    return project, season_queries.rulebook(project.season_id)


def _section(form: Form, code: str) -> Section:
    section = form.section(code)
    if section is None:
        raise NotFound(kind="step")
    return section


def _page(project: ProjectView, book: Rulebook, section: Section, form: SectionForm | None = None) -> str:
    ready = queries.readiness(project, book)
    order = list(project.form.sections)
    at = order.index(section)
    file_specs = [spec for spec in section.fields if spec.is_file]
    return render_template(
        "contest/projects/form.html",
        project=project,
        section=section,
        file_specs=file_specs,
        slots=slots_of(project, file_specs),
        asked=visible(project.form, project.values),
        conditions=conditions_of(project.form, book),
        form=_frozen(form or section_form(section, project.values, book, disabled=not ready.open), ready),
        ready=ready,
        writable=ready.open
        and any(ready.editing.may(spec.code) for spec in section.fields if not spec.is_file),
        parts=open_parts(project, ready),
        leads=may(Permission.SUBMIT_PROJECT, project),
        items=criteria(project, ready, book),
        steps=step_links(project, ready, section.code),
        previous=order[at - 1].code if at else None,
        following=order[at + 1].code if at + 1 < len(order) else None,
    )


@blueprint.patch("/projects/<uuid:project_id>/fields")
@requires(Permission.EDIT_PROJECT)
def save_field(project_id: UUID) -> Response:
    """Save one field as it is typed: {field, value, version} → {version, saved_at, people}.

    A table is one field, its rows as JSON; `people` are those who are at a field just now.
    """
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
    meeting = services.meet_after_save(actor=current_actor(), project_id=project_id)
    return jsonify(version=version, saved_at=meeting.now.isoformat(), people=people(meeting))


@blueprint.post("/projects/<uuid:project_id>/form/<step>")
@requires(Permission.EDIT_PROJECT)
def save_step(project_id: UUID, step: str) -> BaseResponse | tuple[str, int]:
    """Save a whole section and go on; nothing typed is lost when something is wrong with it."""
    project, book = _project(project_id)
    section = _section(project.form, step)
    editing = queries.readiness(project, book).editing
    # Fields a correction does not cover are disabled, and browsers do not send them.
    sent = {path: value for path, value in sent_values(section).items() if editing.may(_code(path))}
    if not sent and not editing.open:
        sent = sent_values(section)
    try:
        services.save_fields(
            actor=current_actor(), project_id=project_id, values=sent, version=_versions(project.form)
        )
    except (Invalid, FieldConflict) as error:
        form = section_form(section, project.values, book)
        keep_typed(section, form, sent, error)
        return _page(project, book, section, form), error.status
    return redirect(_next(project, section), 303)


def _frozen(form: SectionForm, ready: Readiness) -> SectionForm:
    """Disable the fields that a correction or update does not cover."""
    if ready.open and not ready.editing.window_open:
        for field in form:
            if ready.editing.may(_code(field.name)):
                continue
            field.render_kw = {**(field.render_kw or {}), "disabled": True}
            if isinstance(field, TableField):
                field.disabled = True
                field.rows = [row for row in field.rows if any(row.values())]
    return form


def _code(path: str) -> str:
    return path.partition(".")[0]


def _next(project: ProjectView, section: Section) -> str:
    """Return where saving leads: to the same table for its rows, out of the form, or to the next section."""
    if rows := request.form.get("rows"):
        here = url_for("projects.step", project_id=project.id, step=section.code)
        return f"{here}#field-{rows.split(':')[1] if ':' in rows else rows}"
    order = [other.code for other in project.form.sections]
    at = order.index(section.code)
    if "leave" not in request.form and at + 1 < len(order):
        return url_for("projects.step", project_id=project.id, step=order[at + 1])
    if "leave" not in request.form:
        flash(_("Saved."), "success")
    return url_for("projects.show", project_id=project.id)


def _versions(form: Form) -> dict[str, int]:
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
    return {**dict.fromkeys(form.paths, page), **later}
