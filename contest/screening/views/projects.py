"""Beside a project: what the check means for its team, waivers, moving it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError, Invalid
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects import services as project_services
from contest.projects.queries import ProjectView
from contest.projects.views.project import core_facts
from contest.screening import presentation, queries, services
from contest.screening.services.transferring import PARTS
from contest.screening.texts import DECIDED
from contest.screening.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n


@blueprint.get("/projects/<uuid:project_id>/check")
@requires(Permission.READ_PLAN)
def of_project(project_id: UUID) -> Response | str:
    """Show what was decided, waived and moved, to the team, the office and auditors (fragment)."""
    actor = current_actor()
    project = project_queries.get_project(actor, project_id)
    # The same people who read its plan; a base that only browses is none of them.
    authorise(actor, Permission.READ_PLAN, project.access)
    book = season_queries.rulebook(project.season_id)
    entry_id = queries.find_case_of_project(project_id)
    facts: dict[str, Any] = {
        "decisions": queries.decisions_of(entry_id) if entry_id else [],
        "waivers": project_queries.waivers_of(project_id),
        "transfers": queries.transfers_of(project_id),
        "late": queries.late_entry_of(project_id),
    }
    office = office_links(project, entry_id)
    if not any(facts.values()) and not office:
        return FlaskResponse("")
    return render_template(
        "contest/screening/_of_project.html",
        project=project,
        book=book,
        decided=DECIDED,
        names=lambda codes: presentation.part_names(project.form, tuple(codes)),
        rule_names={rule.code: l10n(rule.name) for rule in book.checks()},
        places=_places(book),
        office=office,
        **facts,
    )


def office_links(project: ProjectView, entry_id: UUID | None) -> list[tuple[str, str]]:
    """Return the pages the reader may go on to: the check, conditions and waivers, moving the project."""
    actor = current_actor()
    found = []
    if entry_id is not None and policy.holds(actor, Permission.VIEW_SCREENING):
        found.append((_("Formal check"), url_for("screening.show", entry_id=entry_id)))
    if policy.holds(actor, Permission.PROPOSE_WAIVER) or policy.holds(actor, Permission.CONFIRM_WAIVER):
        found.append((_("Conditions and waivers"), url_for("screening.waivers", project_id=project.id)))
    if policy.allows(actor, Permission.TRANSFER_PROJECT, project.access):
        found.append((_("Move to another zone or track"), url_for("screening.move", project_id=project.id)))
    if policy.holds(actor, Permission.ISSUE_LATE_CODE) and project.submission is None:
        season = season_queries.get_season(project.season_id)
        url = url_for("screening.codes", season=season.slug, team=project.team_id)
        found.append((_("Late entry for this team"), url))
    return found


def _places(book: Rulebook) -> dict[str, dict[str, str]]:
    """Return column -> code -> name of zones, tracks, groups and channels."""
    return {
        column: {part.code: l10n(part.name) for part in getattr(book, source)}
        for column, source in PARTS.items()
    }


@blueprint.get("/office/projects/<uuid:project_id>/waivers")
@requires(Permission.READ_PLAN)
def waivers(project_id: UUID) -> str:
    """Show the season's rules as this project answers them, and which of them are waived."""
    return _waivers(project_id)


def _waivers(project_id: UUID, errors: dict[str, str] | None = None) -> str:
    actor = current_actor()
    project = project_queries.get_project(actor, project_id)
    authorise(actor, Permission.READ_PLAN, project.access)
    book = season_queries.rulebook(project.season_id)
    ready = project_queries.readiness(project, book)
    found = project_queries.waivers_of(project_id)
    standing = {waiver.rule_code for waiver in found if waiver.ended_at is None}
    return render_template(
        "contest/screening/waivers.html",
        project=project,
        book=book,
        facts=core_facts(project, book),
        conditions=presentation.conditions(ready.checks),
        waivers=found,
        rule_names={rule.code: l10n(rule.name) for rule in book.checks()},
        waivable=[(check.code, l10n(check.name)) for check in ready.checks if check.code not in standing],
        proposes=policy.allows(actor, Permission.PROPOSE_WAIVER, project.access),
        confirms=policy.allows(actor, Permission.CONFIRM_WAIVER, project.access),
        me=actor.user_id,
        errors=errors or {},
        typed=request.form,
    )


@blueprint.post("/office/projects/<uuid:project_id>/waivers")
@requires(Permission.PROPOSE_WAIVER)
def propose(project_id: UUID) -> Response | tuple[str, int]:
    """Propose a waiver."""
    project_queries.ensure_visible(current_actor(), project_id)
    try:
        project_services.propose_waiver(
            actor=current_actor(),
            project_id=project_id,
            rule_code=request.form.get("rule", ""),
            reason=request.form.get("reason", ""),
        )
    except Invalid as error:
        return _waivers(project_id, field_messages(error)), 422
    flash(_("Proposed. A second person confirms it."), "success")
    return redirect(url_for("screening.waivers", project_id=project_id), 303)


@blueprint.post("/office/waivers/<uuid:waiver_id>/confirm")
@requires(Permission.CONFIRM_WAIVER)
def confirm_waiver(waiver_id: UUID) -> Response:
    """Confirm somebody else's proposal."""
    waiver = project_services.confirm_waiver(actor=current_actor(), waiver_id=waiver_id)
    flash(_("Confirmed. The rule no longer holds the project up."), "success")
    return redirect(url_for("screening.waivers", project_id=waiver.project_id), 303)


@blueprint.post("/office/waivers/<uuid:waiver_id>/end")
@requires(Permission.PROPOSE_WAIVER)
def end_waiver(waiver_id: UUID) -> Response:
    """Take a waiver or a proposal back."""
    waiver = project_services.end_waiver(actor=current_actor(), waiver_id=waiver_id)
    flash(_("Taken back. The rule holds again."), "success")
    return redirect(url_for("screening.waivers", project_id=waiver.project_id), 303)


@blueprint.get("/office/projects/<uuid:project_id>/move")
@requires(Permission.TRANSFER_PROJECT)
def move(project_id: UUID) -> str:
    """Ask where the project should go; with a choice, show what that changes."""
    return _move(project_id)


def _move(project_id: UUID, errors: dict[str, str] | None = None) -> str:
    actor = current_actor()
    project = project_queries.get_project(actor, project_id)
    authorise(actor, Permission.TRANSFER_PROJECT, project.access)
    book = season_queries.rulebook(project.season_id)
    to = {name: request.values.get(name, "") for name in PARTS}
    shown, problems = None, dict(errors or {})
    if any(to.values()):
        try:
            shown = services.preview_transfer(actor=actor, project_id=project_id, to=to)
        except Invalid as error:
            problems |= field_messages(error)
        except DomainError as error:
            problems["nothing"] = describe(error.code, error.params)
    return render_template(
        "contest/screening/move.html",
        project=project,
        book=book,
        places=_places(book),
        to=to,
        shown=shown,
        conditions=presentation.conditions(shown.checks) if shown else [],
        errors=problems,
        typed=request.values,
    )


@blueprint.post("/office/projects/<uuid:project_id>/move")
@requires(Permission.TRANSFER_PROJECT)
def transfer(project_id: UUID) -> Response | tuple[str, int]:
    """Move the project; its number, what it reached and its results stay."""
    project_queries.ensure_visible(current_actor(), project_id)
    try:
        services.transfer(
            actor=current_actor(),
            project_id=project_id,
            to={name: request.form.get(name, "") for name in PARTS},
            reason=request.form.get("reason", ""),
        )
    except Invalid as error:
        return _move(project_id, field_messages(error)), 422
    flash(_("Moved. The team is told."), "success")
    return redirect(url_for("projects.show", project_id=project_id), 303)
