"""A project's own page: where it stands for its team, what was handed in for everybody else who may know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, render_template
from flask_babel import gettext as _

from contest.kernel.access import authorise, policy
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain.completeness import step_state
from contest.projects.domain.form import CONSENTS, Step
from contest.projects.presentation import part_name, sections
from contest.projects.queries import ProjectView, Readiness
from contest.projects.texts import FIELDS, STEPS
from contest.projects.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.domain import DeadlineState, Rulebook
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
    ready = queries.readiness(project, season_queries.rulebook(project.season_id))
    return render_template(
        "contest/projects/_checklist.html", project=project, ready=ready, items=criteria(project, ready)
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
        "ready": ready,
        "items": criteria(project, ready),
        "steps": step_links(project, ready, None),
        "timeline": timeline(project, ready),
        "changed": [str(FIELDS[code]) for code in ready.changed],
        "leads": may(Permission.SUBMIT_PROJECT, project),
        "consents": [(code, str(FIELDS[code])) for code in CONSENTS],
        # Another context may add what became of the project after judging.
        "results": "publication.project" in current_app.view_functions,
    }


def reading(project: ProjectView, book: Rulebook) -> dict[str, Any]:
    """Return what readers outside the team see: what was handed in, and people and files only where permitted."""
    submission = project.submission
    values = submission.content.get("fields") if submission else None
    plan = may(Permission.READ_PLAN, project)
    return {
        "project": project,
        "book": book,
        "sections": sections(values or project.values, book),
        "submission": submission,
        "files": (queries.submitted_files(submission) if submission else project.files) if plan else (),
        "members": project.members if plan else (),
        "facts": core_facts(project, book),
    }


def core_facts(project: ProjectView, book: Rulebook) -> list[tuple[str, str]]:
    """Return the few facts every page about a project begins with."""
    values = project.values
    return [
        (_("Number"), project.number or ""),
        (_("Team"), l10n(project.team_name)),
        (_("Track"), part_name(book, "tracks", values["track_code"])),
        (_("Group"), part_name(book, "groups", values["group_code"])),
        (_("Zone"), part_name(book, "zones", values["zone_code"])),
        (_("Channel"), part_name(book, "channels", values["channel_code"])),
    ]


def criteria(project: ProjectView, ready: Readiness) -> list[dict[str, Any]]:
    """Return the checklist: required fields and files with a link to each, then the season's rules."""
    items: list[dict[str, Any]] = []
    for requirement in ready.requirements:
        anchor = (
            requirement.code
            if requirement.code in ("plan", "declaration_of_truth")
            else f"field-{requirement.code}"
        )
        items.append(
            {
                "label": str(FIELDS[requirement.code]),
                "state": "satisfied" if requirement.met else "unmet",
                "detail": None,
                "url": step_url(project, requirement.step) + f"#{anchor}",
            }
        )
    items += [
        {
            "label": l10n(check.name),
            "state": str(check.state),
            "detail": l10n(check.message) if check.state == "unmet" else None,
            "url": None,
        }
        for check in ready.checks
    ]
    return items


def step_url(project: ProjectView, step: Step) -> str:
    """Return where a step of the form is."""
    return f"/projects/{project.id}/form/{step.value}"


def step_links(project: ProjectView, ready: Readiness, current: Step | None) -> list[tuple[str, str, str]]:
    """Return the steps of the form for the steps macro."""
    return [
        (
            str(STEPS[step]),
            step_url(project, step),
            step_state(step, current, ready.requirements, project.values),
        )
        for step in Step
    ]


def timeline(project: ProjectView, ready: Readiness) -> list[dict[str, Any]]:
    """Return the way of a project up to the deadline in plain words: what was, what is next, by when."""
    closes = ready.window.closes_at if ready.window else None
    handed_in = project.submission is not None
    over = ready.deadline is DeadlineState.CLOSED
    events = [_event(_("Project begun"), project.created_at, None, "done")]
    if project.withdrawn_at is not None:
        text = _("You can take it up again until the deadline.") if not over else None
        return [*events, _event(_("Withdrawn from the contest"), project.withdrawn_at, text, "current")]
    if handed_in:
        assert project.submission is not None
        title = _("Handed in, revision %(revision)s", revision=project.submission.revision)
        events.append(_event(title, project.submission.submitted_at, None, "done"))
    else:
        text = (
            _("Not handed in before the deadline.")
            if over
            else _("Fill in the form and hand it in before the deadline.")
        )
        events.append(_event(_("Hand in"), closes, text, "current"))
    if not over and handed_in:
        text = _("Until then you may change the project and hand it in again.")
        events.append(_event(_("Deadline"), closes, text, "current"))
    elif over:
        events.append(_event(_("Deadline"), closes, _("Nothing can be changed any more."), "done"))
    return events


def _event(title: str, at: Any, text: str | None, state: str) -> dict[str, Any]:
    return {"title": title, "at": at, "text": text, "state": state}
