"""One entry at the formal check: the plan beside the questions, the recommendation, the decision."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.entry_forms.queries import current_form
from contest.kernel import clock
from contest.kernel.access import policy
from contest.kernel.errors import DomainError, Invalid
from contest.permissions import Permission
from contest.projects import queries as project_queries
from contest.projects.presentation import changed_since, handed_in
from contest.screening import presentation, queries, services
from contest.screening.domain import DecisionKind, DecisionRefused, MarkState, answered_by
from contest.screening.queries import CaseView
from contest.screening.services import Answer
from contest.screening.texts import DECIDED, LABELS, TONES
from contest.screening.views.blueprint import blueprint
from contest.seasons import queries as season_queries
from contest.seasons.domain import Rulebook, waive
from contest.web.errors import describe, field_messages
from contest.web.guards import current_actor, requires

CLOSING = time(16, 30)


@blueprint.get("/office/screening/<uuid:entry_id>")
@requires(Permission.VIEW_SCREENING)
def show(entry_id: UUID) -> str:
    """Show an entry: what was handed in, the questions, what was decided so far."""
    return _page(queries.get_case(current_actor(), entry_id))


def _page(case: CaseView, errors: dict[str, str] | None = None) -> str:
    actor = current_actor()
    book = season_queries.rulebook(case.season_id)
    form = current_form(case.season_id)
    submission = project_queries.get_submission(case.submission_id) if case.submission_id else None
    access = queries.get_access(actor, case.entry_id)
    decides = policy.allows(actor, Permission.DECIDE_ENTRY, access)
    marks = queries.marks_of([case.entry_id])[case.entry_id]
    checks = queries.checks_of(submission.content, submission.submitted_at, book) if submission else ()
    asked = presentation.wanted(book)
    project = project_queries.get_project(actor, case.project_id)
    files = project_queries.submitted_files(submission) if submission else list(project.files)
    return render_template(
        "contest/screening/show.html",
        case=case,
        book=book,
        project=project,
        submission=submission,
        sections=handed_in(submission, book),
        files=files,
        plan=next((file for file in files if file.kind == "plan" and file.is_pdf), None),
        items=book.check_items,
        theirs={item.code for item in _theirs(case, book, decides)}
        if policy.allows(actor, Permission.CHECK_ENTRY, access)
        else set(),
        marks=marks,
        states=list(MarkState),
        kinds=list(DecisionKind),
        conditions=presentation.conditions(waive(checks, project_queries.waived_rules(case.project_id))),
        decisions=queries.decisions_of(case.entry_id),
        decided=DECIDED,
        suspected=bool(queries.suspected_among([case.project_id])),
        changes=_changes_since(case, marks, book),
        decides=decides,
        checks_it=policy.allows(actor, Permission.CHECK_ENTRY, access),
        waives=policy.holds(actor, Permission.PROPOSE_WAIVER)
        or policy.holds(actor, Permission.CONFIRM_WAIVER),
        transfers=policy.holds(actor, Permission.TRANSFER_PROJECT),
        tones=TONES,
        errors=errors or {},
        typed=request.form,
        until=presentation.typed(usual_deadline(book)),
        parts=presentation.part_choices(form),
        carried=presentation.carried(book, asked),
        around=queries.neighbours(actor, asked, case.entry_id),
    )


def _theirs(case: CaseView, book: Rulebook, decides: bool) -> Any:
    return answered_by(book.check_items, office=decides, zone_has_district=bool(case.zone_district))


def usual_deadline(book: Rulebook) -> datetime:
    """Return when a correction that is asked for today is usually due."""
    day = clock.today() + timedelta(days=book.rules.correction_days)
    return datetime.combine(day, CLOSING, clock.SHANGHAI)


def _changes_since(case: CaseView, marks: dict[str, Any], book: Rulebook) -> list[str]:
    """Return what the present revision changes against the one that was looked at last."""
    looked = {mark.submission_id for mark in marks.values() if mark.submission_id is not None}
    earlier = sorted(looked - {case.submission_id}, key=str)
    if not earlier or case.submission_id is None or case.submission_id in looked:
        return []
    before, after = (project_queries.get_submission(key) for key in (earlier[-1], case.submission_id))
    return changed_since(before, after, book)


@blueprint.post("/office/screening/<uuid:entry_id>/check")
@requires(Permission.CHECK_ENTRY)
def check(entry_id: UUID) -> Response | tuple[str, int]:
    """Keep the answers, and an officer's recommendation with them."""
    actor = current_actor()
    case = queries.get_case(actor, entry_id)
    book = season_queries.rulebook(case.season_id)
    raw = request.form.get("recommendation", "")
    try:
        services.check(
            actor=actor,
            entry_id=entry_id,
            version=request.form.get("version", -1, type=int),
            answers=_answers(book),
            recommendation=DecisionKind(raw) if raw in set(DecisionKind) else None,
            note=request.form.get("recommendation_note", ""),
        )
    except Invalid as error:
        return _page(case, field_messages(error)), 422
    flash(_("%(number)s: the answers are kept.", number=case.number), "success")
    return redirect(_after(entry_id, book, stay="next" not in request.form), 303)


def _answers(book: Rulebook) -> dict[str, Answer]:
    """Return the answers a browser sent; questions it did not show are left as they are."""
    found = {}
    for item in book.check_items:
        raw = request.form.get(f"mark-{item.code}")
        if raw is None:
            continue
        state = MarkState(raw) if raw in set(MarkState) else None
        found[item.code] = Answer(state, request.form.get(f"note-{item.code}", ""))
    return found


@blueprint.post("/office/screening/<uuid:entry_id>/decide")
@requires(Permission.DECIDE_ENTRY)
def decide(entry_id: UUID) -> Response | tuple[str, int]:
    """Pass, return or reject the entry, then go on with the queue."""
    actor = current_actor()
    case = queries.get_case(actor, entry_id)
    order = presentation.order_of()
    try:
        services.decide(
            actor=actor, entry_id=entry_id, version=request.form.get("version", -1, type=int), order=order
        )
    except Invalid as error:
        return _page(case, field_messages(error)), 422
    except DecisionRefused as error:
        return _page(case, {"kind": _why(error)}), error.status
    flash(_("%(number)s: %(decision)s.", number=case.number, decision=DECIDED[order.kind]), "success")
    book = season_queries.rulebook(case.season_id)
    return redirect(_after(entry_id, book, stay=False), 303)


def _why(error: DomainError) -> str:
    why = error.params["why"]
    return describe(error.code, {"why": str(LABELS[type(why)][why])})


def _after(entry_id: UUID, book: Rulebook, *, stay: bool) -> str:
    """Return where to go: the entry itself, the next one of the queue, or the queue at its end."""
    asked = presentation.wanted(book)
    carried = presentation.carried(book, asked)
    if stay:
        return url_for("screening.show", entry_id=entry_id, **carried)
    following = queries.neighbours(current_actor(), asked, entry_id).following
    if not asked.stand:
        return url_for("screening.show", entry_id=entry_id, **carried)
    if following is None:
        return _queue(carried)
    return url_for("screening.show", entry_id=following, **carried)


def _queue(carried: dict[str, Any]) -> str:
    return url_for("screening.index", **carried)
