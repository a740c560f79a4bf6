"""A project's own page: where it stands for its team, what was handed in for everybody else who may know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, render_template
from flask_babel import gettext as _

from contest.entry_forms.domain import CONSENTS
from contest.kernel.access import authorise, policy
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain.completeness import Requirement, section_state
from contest.projects.domain.editing import Basis, Permit
from contest.projects.presentation import handed_in, outline, part_name, retired
from contest.projects.queries import ProjectView, Readiness
from contest.projects.reasons import condition_items
from contest.projects.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.domain import DeadlineState, Rulebook
from contest.web.errors import describe
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n


@blueprint.get("/projects/<uuid:project_id>")
@requires(Permission.VIEW_PROJECT)
def show(project_id: UUID) -> str:
    """Show a project to its team, or what was handed in to others."""
    project = queries.get_project(current_actor(), project_id)
    book = season_queries.rulebook(project.season_id)
    if may(Permission.EDIT_PROJECT, project):
        return render_template("contest/projects/show.html", **team_page(project, book))
    return render_template("contest/projects/read.html", **reading(project, book))


@blueprint.get("/projects/<uuid:project_id>/checklist")
@requires(Permission.EDIT_PROJECT)
def checklist(project_id: UUID) -> str:
    """Show what is still missing; the form asks again after each save."""
    project = queries.get_project(current_actor(), project_id)
    authorise(current_actor(), Permission.EDIT_PROJECT, project.access)
    book = season_queries.rulebook(project.season_id)
    ready = queries.readiness(project, book)
    return render_template(
        "contest/projects/_checklist.html", project=project, ready=ready, items=criteria(project, ready, book)
    )


def may(permission: Permission, project: ProjectView) -> bool:
    """Say whether the reader may do this to the project."""
    return policy.allows(current_actor(), permission, project.access)


def team_page(project: ProjectView, book: Rulebook) -> dict[str, Any]:
    """Return what the team's page shows."""
    ready = queries.readiness(project, book)
    return {
        "project": project,
        "book": book,
        "form_url": first_open_step_url(project, ready),
        "ready": ready,
        "items": criteria(project, ready, book),
        "steps": step_links(project, ready, None),
        "next_steps": next_steps(project, ready, book),
        "changed": [l10n(project.form.label_of(code)) for code in ready.changed],
        "parts": open_parts(project, ready),
        "leads": may(Permission.SUBMIT_PROJECT, project),
        "may_hand_in": ready.editing.basis is not Basis.POOL,
        "consents": [(spec.code, l10n(spec.label)) for spec in project.form.specs if spec.code in CONSENTS],
        "retired": retired(project, book),
        # Another context may add what became of the project after judging.
        "results": "publication.project" in current_app.view_functions,
    }


def open_parts(project: ProjectView, ready: Readiness) -> list[tuple[str, str | None]]:
    """Return name and address of what a correction or update covers; nothing when it covers everything."""
    codes = ready.permit.parts if ready.permit else frozenset()
    return [
        (l10n(spec.label), field_url(project, spec.code)) for spec in project.form.specs if spec.code in codes
    ]


def reading(project: ProjectView, book: Rulebook) -> dict[str, Any]:
    """Return what readers outside the team see: what was handed in, and people and files only where permitted."""
    submission = project.submission
    plan = may(Permission.READ_PLAN, project)
    return {
        "project": project,
        "book": book,
        # Bases have consent to the outline: what names people stays with those who may read the plan.
        "sections": handed_in(submission, book, blind=not plan)
        or outline(project.form, project.values, book, blind=not plan),
        "submission": submission,
        "files": (queries.submitted_files(submission) if submission else project.files) if plan else (),
        "members": project.members if plan else (),
        "facts": core_facts(project, book),
        "history": may(Permission.READ_HISTORY, project),
    }


def core_facts(project: ProjectView, book: Rulebook) -> list[tuple[str, str]]:
    """Return the few facts every page about a project begins with."""
    values = project.values
    return [
        (_("Number"), project.number or ""),
        (_("Team"), l10n(project.team_name)),
        (_("Track"), part_name(book, "tracks", values.get("track_code"))),
        (_("Group"), part_name(book, "groups", values.get("group_code"))),
        (_("Zone"), part_name(book, "zones", values.get("zone_code"))),
        (_("Channel"), part_name(book, "channels", values.get("channel_code"))),
    ]


def criteria(project: ProjectView, ready: Readiness, book: Rulebook) -> list[dict[str, Any]]:
    """Return the checklist: required fields and files with a link to each, then the season's rules."""
    items: list[dict[str, Any]] = []
    for requirement in ready.requirements:
        items.append(
            {
                "label": l10n(project.form.label_of(requirement.code)),
                "state": "satisfied" if requirement.met else "unmet",
                "detail": _detail(requirement, book),
                "url": step_url(project, requirement.section) + f"#field-{requirement.code}",
                "rule": False,
            }
        )
    items += [
        {**item, "rule": True}
        for item in condition_items(ready.checks, lambda code: field_url(project, code))
    ]
    return items


def _detail(requirement: Requirement, book: Rulebook) -> str | None:
    """Say what is wrong with a value that is there, and which later stage asks for one that is missing."""
    if requirement.problem in {None, "required", "plan_required", "file_missing"}:
        stage = part_name(book, "stages", requirement.stage)
        return _("Needed for the stage “%(stage)s”", stage=stage) if stage else None
    return describe(requirement.problem or "", requirement.params)


def step_url(project: ProjectView, section: str) -> str:
    """Return where a section of the form is filled in."""
    return f"/projects/{project.id}/form/{section}"


def field_url(project: ProjectView, code: str) -> str | None:
    """Return where a field is filled in, None when the form does not ask it."""
    section = project.form.section_of(code) if code in project.form.by_code else None
    return f"{step_url(project, section.code)}#field-{code}" if section else None


def first_step_url(project: ProjectView) -> str:
    """Return where filling in begins."""
    return step_url(project, project.form.sections[0].code)


def first_open_step_url(project: ProjectView, ready: Readiness) -> str:
    """Return where something may be written now: under a correction or an update perhaps not at the beginning."""
    codes = ready.permit.parts if ready.permit else frozenset()
    for section in project.form.sections:
        if any(spec.code in codes for spec in section.fields):
            return step_url(project, section.code)
    return first_step_url(project)


def step_links(project: ProjectView, ready: Readiness, current: str | None) -> list[tuple[str, str, str]]:
    """Return the sections of the form for the steps macro."""
    return [
        (
            l10n(section.label),
            step_url(project, section.code),
            section_state(section, current, ready.requirements, project.values),
        )
        for section in project.form.sections
    ]


def next_steps(project: ProjectView, ready: Readiness, book: Rulebook) -> list[dict[str, Any]]:
    """Return what a project waits for up to the deadline, in plain words: what is next, and by when."""
    closes = ready.window.closes_at if ready.window else None
    handed_in = project.submission is not None
    over = ready.deadline is DeadlineState.CLOSED
    events: list[dict[str, Any]] = []
    if project.withdrawn_at is not None:
        text = _("You can take it up again until the deadline.") if not over else None
        return [_event(_("Withdrawn from the contest"), project.withdrawn_at, text, "current")]
    if project.pooled:
        return _pooled(ready, closes)
    if not handed_in:
        text = (
            _("Not handed in before the deadline.")
            if over
            else _("Fill in the form and hand it in before the deadline.")
        )
        events.append(_event(_("Hand in"), closes, text, "current"))
    if not over and handed_in:
        text = _("Until then you may change the project and hand it in again.")
        events.append(_event(_("Deadline"), closes, text, "current"))
    elif over and ready.permit is not None:
        events.append(_event(_("Deadline"), closes, None, "done"))
        events.append(_permitted(project, ready, ready.permit, book))
    elif over:
        events.append(_event(_("Deadline"), closes, _("Nothing can be changed any more."), "done"))
    return events


def _pooled(ready: Readiness, closes: Any) -> list[dict[str, Any]]:
    """Return what a project in the pool waits for: nothing has to be handed in."""
    text = _("Keep what you wrote up to date: it is what parks, investors and mentors are found by.")
    events = [_event(_("In the project pool"), None, text, "current")]
    if ready.deadline is DeadlineState.OPEN:
        text = _(
            "You need not. Handed in before the deadline, it enters the contest as well; its place in the pool stays."
        )
        events.append(_event(_("Enter the contest with it"), closes, text, "todo"))
    return events


def _permitted(project: ProjectView, ready: Readiness, permit: Permit, book: Rulebook) -> dict[str, Any]:
    """Return what a team may do although the deadline has passed; of an update also what its stage asks for."""
    title = {
        Basis.CORRECTION: _("Correct it and hand it in again"),
        Basis.LATE_ENTRY: _("Late entry: hand in"),
        Basis.REVISION: _("You may update it and hand it in again"),
    }[permit.basis]
    text = permit.reason or None
    if permit.basis is Basis.REVISION:
        stage = part_name(book, "stages", permit.stage)
        missing = [l10n(project.form.label_of(need.code)) for need in ready.requirements if not need.met]
        last = project.submission
        if missing:
            title = _("Hand in what the stage “%(stage)s” asks for", stage=stage)
            text = _("Still missing: %(missing)s", missing=_(", ").join(missing))
        elif last is not None and last.basis is Basis.REVISION and last.submitted_at >= permit.opens_at:
            title = _("The update for “%(stage)s” is handed in", stage=stage)
            text = _("Until then you may change it and hand it in again.")
        else:
            text = _("For the stage “%(stage)s”. Without an update what you handed in stands.", stage=stage)
    return _event(title, permit.closes_at, text, "current")


def _event(title: str, at: Any, text: str | None, state: str) -> dict[str, Any]:
    return {"title": title, "at": at, "text": text, "state": state}
